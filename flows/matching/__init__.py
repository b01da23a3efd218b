"""Takes users' titles apart and finds the canonical roles that they name."""

from flows.matching.roles import match_roles as match_roles
from flows.matching.roles import role_names as role_names
from flows.matching.seniority import are_support as are_support
from flows.matching.seniority import has_latin_letter as has_latin_letter
from flows.matching.seniority import parse_titles as parse_titles
