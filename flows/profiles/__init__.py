"""What a profile leaves out of a release: sources whose text may not be passed on, and words that may quote them."""

from flows.profiles.decisions import leave_out_evidence as leave_out_evidence
from flows.profiles.differences import leave_out_lines as leave_out_lines
from flows.profiles.licence import LICENCE as LICENCE
from flows.profiles.licence import LICENCE_TITLE as LICENCE_TITLE
from flows.profiles.licence import LICENCE_URL as LICENCE_URL
from flows.profiles.licence import profile_notice as profile_notice
from flows.profiles.sources import is_left_out as is_left_out
from flows.profiles.sources import leave_out_chains as leave_out_chains
from flows.profiles.sources import leave_out_curation as leave_out_curation
from flows.profiles.sources import leave_out_source as leave_out_source
from flows.profiles.sources import names_any as names_any
from flows.profiles.sources import schemes_left_out as schemes_left_out
from flows.profiles.sources import sources_left_out as sources_left_out
