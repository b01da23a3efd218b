"""Carries questions on mappings to people, and their decisions back."""

from flows.curation.append import append_decisions as append_decisions
from flows.curation.checks import Reviewed as Reviewed
from flows.curation.checks import check_review as check_review
from flows.curation.checks import reviewed_release as reviewed_release
from flows.curation.reading import ROW as ROW
from flows.curation.reading import read_review as read_review
from flows.curation.rows import review_rows as review_rows
from flows.curation.workbook import write_review as write_review
