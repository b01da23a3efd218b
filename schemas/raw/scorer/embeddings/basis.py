"""The contract of raw/canon/scorer/embeddings/basis.csv."""

from schemas.table import Column, Table

LAYER_BASIS = Table(
    name="basis.csv",
    description="By which model, and on top of which core, the layer of embeddings was learned.",
    columns=(
        Column("model", "text", "Name of the model."),
        Column("model_digest", "text", "SHA-256 over the model's files.", pattern=r"^[0-9a-f]{64}$"),
        Column("core_digest", "text", "SHA-256 over the weights that the core learned.", pattern=r"^[0-9a-f]{64}$"),
    ),
    key=("model",),
)
