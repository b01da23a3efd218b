"""Reads the O*NET database as its publisher ships it: text, CSV or Excel, whatever the edition."""

from flows.ingest.kinds.onet.archive import pack_edition as pack_edition
from flows.ingest.kinds.onet.editions import told_edition as told_edition
from flows.ingest.kinds.onet.reader import read_onet as read_onet
from flows.ingest.kinds.onet.reader import require_onet as require_onet
