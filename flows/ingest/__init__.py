"""Reads raw sources into claims, and the tables that people author into frames."""

from flows.ingest.folder import FETCHED as FETCHED
from flows.ingest.folder import SourceFolder as SourceFolder
from flows.ingest.framework import read_framework as read_framework
from flows.ingest.gold import read_esco_gold as read_esco_gold
from flows.ingest.gold import read_visa_gold as read_visa_gold
from flows.ingest.onet import pack_edition as pack_edition
from flows.ingest.onet import told_edition as told_edition
from flows.ingest.registers import input_digests as input_digests
from flows.ingest.registers import mint_role_ids as mint_role_ids
from flows.ingest.registers import read_curation as read_curation
from flows.ingest.registers import read_registers as read_registers
from flows.ingest.registers import require_known as require_known
from flows.ingest.sources import find_sources as find_sources
from flows.ingest.sources import read_reference as read_reference
from flows.ingest.sources import read_sources as read_sources
from flows.ingest.user_codes import DistinctCells as DistinctCells
from flows.ingest.user_codes import distinct_cells as distinct_cells
from flows.ingest.user_codes import leave_out as leave_out
from flows.ingest.user_codes import place_beside as place_beside
from flows.ingest.user_codes import replace_cells as replace_cells
from flows.ingest.user_table import UserTable as UserTable
from flows.ingest.user_table import read_user_table as read_user_table
from flows.ingest.user_table import require_new_names as require_new_names
from flows.ingest.user_table import require_other_place as require_other_place
from flows.ingest.user_table import write_user_table as write_user_table
