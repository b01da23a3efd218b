"""Maps roles to occupations."""

from flows.occupations.code_schemes import recognise_column as recognise_column
from flows.occupations.code_schemes import recognise_schemes as recognise_schemes
from flows.occupations.code_schemes import scheme_shares as scheme_shares
from flows.occupations.crosswalks import build_code_crosswalks as build_code_crosswalks
from flows.occupations.mapping import inference_conflicts as inference_conflicts
from flows.occupations.mapping import map_roles as map_roles
from flows.occupations.mapping import state_mapping as state_mapping
from flows.occupations.recoding import STATUSES as STATUSES
from flows.occupations.recoding import added_columns as added_columns
from flows.occupations.recoding import recode_codes as recode_codes
from flows.occupations.recoding import require_scheme as require_scheme
from flows.occupations.recoding import select_way as select_way
from flows.occupations.reference import build_occupations as build_occupations
