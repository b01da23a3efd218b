"""Knows which releases stand in a folder, opens them, and moves new ones to their place."""

from flows.releases.ledger import INDEX_COLUMNS as INDEX_COLUMNS
from flows.releases.ledger import is_settled as is_settled
from flows.releases.ledger import latest_of as latest_of
from flows.releases.ledger import next_version as next_version
from flows.releases.ledger import read_index as read_index
from flows.releases.ledger import read_manifest as read_manifest
from flows.releases.ledger import settle as settle
from flows.releases.lock import lock_folder as lock_folder
from flows.releases.lock import lock_folder_if_free as lock_folder_if_free
from flows.releases.opening import Opened as Opened
from flows.releases.opening import find_folder as find_folder
from flows.releases.opening import find_release as find_release
from flows.releases.opening import make_records as make_records
from flows.releases.opening import open_latest as open_latest
from flows.releases.place import clear_left as clear_left
from flows.releases.place import left_behind as left_behind
from flows.releases.place import require_place as require_place
from flows.releases.place import stage_release as stage_release
from flows.releases.release import Release as Release
from flows.releases.release import input_digest as input_digest
