"""Reads the O*NET database as its publisher ships it: text, CSV or Excel, whatever the edition."""

from flows.ingest.onet.reader import read_onet as read_onet
