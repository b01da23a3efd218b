"""Contracts of the files under raw/canon/scorer/embeddings/: what the layer of embeddings learned."""

from schemas.raw.scorer.calibration import CALIBRATION
from schemas.raw.scorer.embeddings.basis import LAYER_BASIS as LAYER_BASIS
from schemas.raw.scorer.embeddings.weights import LAYER_WEIGHTS as LAYER_WEIGHTS
from schemas.raw.scorer.reliability import RELIABILITY
from schemas.raw.scorer.trust import TRUST

LAYER_TABLES = {
    "weights": LAYER_WEIGHTS,
    "calibration": CALIBRATION,
    "trust": TRUST,
    "reliability": RELIABILITY,
    "basis": LAYER_BASIS,
}
