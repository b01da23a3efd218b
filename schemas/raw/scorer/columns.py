"""The columns that several of the scorer's files have."""

from schemas.table import Column
from schemas.vocabularies import SCORER_PROFILES

profile = Column(
    "profile",
    "text",
    "title where a row brings a title alone, full where it brings more, us_visa as filers of U.S. visas code titles.",
    isin=SCORER_PROFILES,
)
word = Column("word", "text", "A word as texts hold it: small letters, digits, + and #.", pattern=r"^[a-z0-9+#_]+$")
