"""Contracts of the scorer's files under raw/canon/scorer/: how words are read, what was learned, how sure it is."""

from schemas import fields
from schemas.table import Column, Table

PROFILES = ("title", "full", "us_visa")
GROUP_LEVELS = ("onet", "detailed", "broad", "minor", "major")
FIGURES = ("constant", "group_odds", "top", "gap_second", "gap_rest", "agreement", "spread", "titles_count")
SCORED_COLUMNS = (
    "onet_soc_code_2019",
    "soc_code_2018",
    "occupation_title",
    "confidence_score",
    "margin",
    "candidate_codes",
    "candidate_scores",
    "trusted_code",
    "trusted_level",
    "shared_count",
    "reason",
    "evidence",
)
MATCH_COLUMNS = (
    "role_id",
    "role_code",
    "role_confidence_score",
    "level_low",
    "level_high",
    "onet_soc_code_2019",
    "soc_code_2018",
    "occupation_title",
    "confidence_score",
    "confidence_band",
    "margin",
    "candidate_codes",
    "candidate_scores",
    "trusted_code",
    "trusted_level",
    "review_status",
    "reason",
    "evidence",
)
FIELDS = ("title", "names", "description", "components", "everything")

_profile = Column(
    "profile",
    "text",
    "title where a row brings a title alone, full where it brings more, us_visa as filers of U.S. visas code titles.",
    isin=PROFILES,
)
_word = Column("word", "text", "A word as texts hold it: small letters, digits, + and #.", pattern=r"^[a-z0-9+#_]+$")

WORD_FORMS = Table(
    name="word_forms.csv",
    description="Words that are read as another, or passed over; any other word loses its plural alone.",
    columns=(
        _word,
        _word.but(name="form", description="The word that it is read as; null where it has no weight.", nullable=True),
    ),
    key=("word",),
)
WORD_VECTORS = Table(
    name="word_vectors.csv",
    description="What words mean: the nearer two vectors, the more alike. Made from a sentence model, not from gold.",
    columns=(
        _word,
        Column("vector", "text", "Whole numbers by blanks, as many in each row.", pattern=r"^-?\d+( -?\d+)*$"),
    ),
    key=("word",),
)
FURTHER_TITLES = Table(
    name="further_titles.csv",
    description="Job titles that Canon lists under occupations beside O*NET's: of other English-speaking countries, of "
    "special trades, and of today. They were written for Canon and are no observation of use.",
    columns=(
        Column("occupation_code", "text", "O*NET-SOC 2019.", pattern=fields.occupation_code.pattern),
        Column("title", "text", "The title, in the singular.", pattern=r"^[^\s|][^|\n]*$"),
    ),
    key=("occupation_code", "title"),
)
MEASURE_WEIGHTS = Table(
    name="measure_weights.csv",
    description="What each likeness of a field to an occupation weighs in the score, learned on gold.",
    columns=(
        _profile,
        Column("field", "text", "Which text is measured.", isin=FIELDS),
        Column("measure", "text", "By which measure.", pattern=r"^[a-z_]+$"),
        Column(
            "scale",
            "text",
            "raw as measured; standard: over occupations mean 0, deviation 1.",
            isin=("raw", "standard"),
        ),
        Column("weight", "number", "Weight in the score."),
    ),
    key=("profile", "field", "measure", "scale"),
)
WORD_WEIGHTS = Table(
    name="word_weights.csv",
    description="What a word of the title adds to the score of each occupation of a group, learned on gold.",
    columns=(
        _profile.but(isin=("full", "us_visa")),
        _word,
        Column("group_level", "text", "Which kind of group.", isin=GROUP_LEVELS),
        Column("group_code", "text", "Its code in SOC 2018 or O*NET-SOC 2019.", pattern=fields.occupation_code.pattern),
        Column("weight", "number", "Added to the score."),
    ),
    key=("profile", "word", "group_code"),
)
SEEN_WORDS = Table(
    name="seen_words.csv",
    description="How often a word was seen in gold where experts chose an occupation; one row a word and occupation.",
    columns=(
        Column("field", "text", "In which text it stood.", isin=FIELDS),
        _word,
        Column("occupation_code", "text", "O*NET-SOC 2019.", pattern=fields.occupation_code.pattern),
        Column("times", "number", "Rows of gold; one with n occupations counts 1/n for each.", ge=0),
    ),
    key=("field", "word", "occupation_code"),
)
CALIBRATION = Table(
    name="calibration.csv",
    description="Logistic weights from figures of the scores to the chance that the group of the best guess is right.",
    columns=(
        _profile,
        Column("level", "text", "Down to which group the best guess is judged.", isin=GROUP_LEVELS),
        Column(
            "figure",
            "text",
            "Figure of the scores; value and lead are of the best guess by a measure of a field.",
            pattern=rf"^({'|'.join(FIGURES)}|(value|lead)\.[a-z_]+\.[a-z_]+)$",
        ),
        Column("weight", "number", "Its weight in the log-odds."),
    ),
    key=("profile", "level", "figure"),
)
TRUST = Table(
    name="trust.csv",
    description="From which chance on the group of the best guess is trusted: at least 90% of such rows are right.",
    columns=(
        _profile,
        Column("level", "text", "Level of the group.", isin=GROUP_LEVELS),
        Column("least_chance", "number", "Chance from which it is trusted; 1 where none is sure enough.", ge=0, le=1),
    ),
    key=("profile", "level"),
)
RELIABILITY = Table(
    name="reliability.csv",
    description="How often the best guess of each calibrated score was right, on gold that was held back.",
    columns=(
        _profile,
        Column("score_low", "number", "Lower edge of the bin, included.", ge=0, le=1),
        Column("score_high", "number", "Upper edge of the bin.", ge=0, le=1),
        Column("pairs_count", "integer", "Number of rows measured.", ge=0),
        Column("right_share", "number", "Share of them that were right.", ge=0, le=1),
    ),
    key=("profile", "score_low"),
)
LAYER_WEIGHTS = Table(
    name="weights.csv",
    description="What the core's score and each likeness in meaning weigh in the layer of embeddings, learned on gold.",
    columns=(
        _profile.but(isin=("title", "full")),
        Column(
            "likeness",
            "text",
            "score: the core's; title, title_called: the title with all that speaks of the occupation, or its titles; "
            "told (title and description), called (all titles): of both.",
            isin=("score", "title", "title_called", "told", "called"),
        ),
        Column("weight", "number", "Weight in the sum."),
    ),
    key=("profile", "likeness"),
)
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
LAYER_TABLES = {
    "weights": LAYER_WEIGHTS,
    "calibration": CALIBRATION,
    "trust": TRUST,
    "reliability": RELIABILITY,
    "basis": LAYER_BASIS,
}
SCORER_TABLES = {
    "word_forms": WORD_FORMS,
    "word_vectors": WORD_VECTORS,
    "further_titles": FURTHER_TITLES,
    "measure_weights": MEASURE_WEIGHTS,
    "word_weights": WORD_WEIGHTS,
    "seen_words": SEEN_WORDS,
    "calibration": CALIBRATION,
    "trust": TRUST,
    "reliability": RELIABILITY,
}
