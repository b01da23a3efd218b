"""Reads raw sources into claims, and the tables that people author into frames."""

from flows.ingest.digests import digest_inputs as digest_inputs
from flows.ingest.digests import require_same_digests as require_same_digests
from flows.ingest.folder import FETCHED as FETCHED
from flows.ingest.folder import SourceFolder as SourceFolder
from flows.ingest.framework import read_framework as read_framework
from flows.ingest.kinds.onet import pack_edition as pack_edition
from flows.ingest.kinds.onet import require_onet as require_onet
from flows.ingest.kinds.onet import told_edition as told_edition
from flows.ingest.registers import mint_role_ids as mint_role_ids
from flows.ingest.registers import read_curation as read_curation
from flows.ingest.registers import read_registers as read_registers
from flows.ingest.registers import require_known as require_known
from flows.ingest.sources import find_sources as find_sources
from flows.ingest.sources import read_reference as read_reference
from flows.ingest.sources import read_sources as read_sources
