"""Writes releases, and knows which one stands."""

from flows.publish.ledger import latest_of as latest_of
from flows.publish.ledger import read_index as read_index
from flows.publish.ledger import read_manifest as read_manifest
from flows.publish.release import Release as Release
from flows.publish.release import input_digest as input_digest
from flows.publish.square import Square as Square
from flows.publish.write import find_unchanged as find_unchanged
from flows.publish.write import write_release as write_release
