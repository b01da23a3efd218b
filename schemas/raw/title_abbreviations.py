"""The contract of raw/canon/title_abbreviations.csv."""

from schemas.table import Column, Table

TITLE_ABBREVIATIONS = Table(
    name="title_abbreviations.csv",
    description="Abbreviations in job titles and the words of a trade that they stand for.",
    columns=(
        Column(
            "word",
            "text",
            "The abbreviation in small letters, with a word beside it where alone it is read in several ways.",
            pattern=r"^[a-z0-9]+(&[a-z]+)?( [a-z]+)*$",
        ),
        Column("stands_for", "text", "The words that it is read as.", pattern=r"^[a-z]+( [a-z]+)*$"),
    ),
    key=("word",),
)
