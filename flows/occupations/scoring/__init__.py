"""Scores occupations for titles and what comes with them, on all codes at once, with calibrated chances."""

from flows.occupations.scoring.confidence import Scored as Scored
from flows.occupations.scoring.confidence import best_places as best_places
from flows.occupations.scoring.confidence import common_figures as common_figures
from flows.occupations.scoring.confidence import figure_names as figure_names
from flows.occupations.scoring.confidence import figures as figures
from flows.occupations.scoring.confidence import running_shares as running_shares
from flows.occupations.scoring.evidence import UNKNOWN_WORDS as UNKNOWN_WORDS
from flows.occupations.scoring.index import SCORER_REFERENCE as SCORER_REFERENCE
from flows.occupations.scoring.index import OccupationIndex as OccupationIndex
from flows.occupations.scoring.meaning import reduce_vectors as reduce_vectors
from flows.occupations.scoring.measures import MEASURES as MEASURES
from flows.occupations.scoring.measures import Texts as Texts
from flows.occupations.scoring.measures import called as called
from flows.occupations.scoring.measures import field_texts as field_texts
from flows.occupations.scoring.model import Scorer as Scorer
from flows.occupations.scoring.model import build_learned_index as build_learned_index
from flows.occupations.scoring.model import build_scorer as build_scorer
from flows.occupations.scoring.model import measure_name as measure_name
from flows.occupations.scoring.model import standardised as standardised
from flows.occupations.scoring.model import state_reliability as state_reliability
from flows.occupations.scoring.model import titles_count as titles_count
from flows.occupations.scoring.model import word_forms as word_forms
from flows.occupations.scoring.model import word_shares as word_shares
from flows.occupations.scoring.score import score_subjects as score_subjects
from flows.occupations.scoring.seen import seen_odds as seen_odds
from flows.occupations.scoring.seen import seen_shares as seen_shares
