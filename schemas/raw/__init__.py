"""Contracts of the authored CSV files under raw/ that are not published as they stand, a module a file, named as it."""

from schemas.raw.bands import BANDS as BANDS
from schemas.raw.code_chains import CODE_CHAINS as CODE_CHAINS
from schemas.raw.code_pairs import CODE_PAIRS as CODE_PAIRS
from schemas.raw.code_schemes import CODE_SCHEMES as CODE_SCHEMES
from schemas.raw.codes import SCHEME_CODES as SCHEME_CODES
from schemas.raw.curators import CURATORS as CURATORS
from schemas.raw.onet_soc_occupations import ONET_OCCUPATIONS as ONET_OCCUPATIONS
from schemas.raw.protected_phrases import PROTECTED_PHRASES as PROTECTED_PHRASES
from schemas.raw.role_ids import ROLE_IDS as ROLE_IDS
from schemas.raw.seniority_by_occupation import SENIORITY_BY_OCCUPATION as SENIORITY_BY_OCCUPATION
from schemas.raw.skills import SKILLS as SKILLS
from schemas.raw.soc_groups import SOC_GROUPS as SOC_GROUPS
from schemas.raw.superfunction_anchors import ANCHORS as ANCHORS
from schemas.raw.support_occupations import SUPPORT_OCCUPATIONS as SUPPORT_OCCUPATIONS
from schemas.raw.taxonomy import TAXONOMY as TAXONOMY
from schemas.raw.title_abbreviations import TITLE_ABBREVIATIONS as TITLE_ABBREVIATIONS
from schemas.raw.title_rules import TITLE_RULES as TITLE_RULES
