"""Maps roles to occupations."""

from flows.occupations.decisions import latest_decisions as latest_decisions
from flows.occupations.decisions import require_one_exact as require_one_exact
from flows.occupations.decisions import state_facts as state_facts
from flows.occupations.mapping import inference_conflicts as inference_conflicts
from flows.occupations.mapping import map_roles as map_roles
from flows.occupations.mapping import state_mapping as state_mapping
from flows.occupations.reference import build_occupations as build_occupations
