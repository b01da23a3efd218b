"""Makes canonical roles of claims."""

from flows.roles.assemble import assemble_roles as assemble_roles
