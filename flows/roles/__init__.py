"""Makes canonical roles of claims."""

from flows.roles.assemble import assemble_roles as assemble_roles
from flows.roles.assemble import find_roles_to_register as find_roles_to_register
