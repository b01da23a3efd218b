"""Writes releases."""

from flows.publish.square import Square as Square
from flows.publish.write import Plan as Plan
from flows.publish.write import find_unchanged as find_unchanged
from flows.publish.write import write_release as write_release
