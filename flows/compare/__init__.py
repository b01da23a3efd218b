"""Tells what differs between two releases, and carries users' ids from one to the other."""

from flows.compare.contract import require_contract_version as require_contract_version
from flows.compare.pair import Pair as Pair
from flows.compare.pair import open_pair as open_pair
from flows.compare.pair import pair_tables as pair_tables
from flows.compare.releases import compare_releases as compare_releases
from flows.compare.releases import compare_tables as compare_tables
from flows.compare.releases import compare_unpublished as compare_unpublished
from flows.compare.roles import follow_roles as follow_roles
from flows.compare.upgrading import UPGRADE_COLUMNS as UPGRADE_COLUMNS
from flows.compare.upgrading import UPGRADE_STATUSES as UPGRADE_STATUSES
from flows.compare.upgrading import upgrade_roles as upgrade_roles
