"""The story of `canon mint`: give an id to each role that needs one and has none."""

from flows import ingest
from flows.config import Config
from flows.roles import find_roles_to_register


def mint_ids(config: Config) -> dict[str, int]:
    """Append the roles that are not registered to their sources' role_ids.csv; return how many by source.

    Raises BadData where a source cannot be read, or a register cannot be written.
    """
    folders = ingest.find_sources(config.root, config.sources, config.only)
    framework = ingest.read_framework(config.canon)
    roles = find_roles_to_register(ingest.read_sources(folders, framework), framework)
    return ingest.mint_role_ids(folders, roles, config.release_date)
