"""Takes users' titles apart and finds the canonical roles that they name."""

from flows.matching.readable import has_latin_letter as has_latin_letter
from flows.matching.readable import plain_titles as plain_titles
from flows.matching.readable import say_stand_in as say_stand_in
from flows.matching.readable import spell_out as spell_out
from flows.matching.readable import stand_ins as stand_ins
from flows.matching.readable import unreadable as unreadable
from flows.matching.roles import NamedRoles as NamedRoles
from flows.matching.roles import ReadTitles as ReadTitles
from flows.matching.roles import match_roles as match_roles
from flows.matching.roles import role_names as role_names
from flows.matching.seniority import SeniorityRules as SeniorityRules
from flows.matching.seniority import are_support as are_support
from flows.matching.seniority import parse_titles as parse_titles
