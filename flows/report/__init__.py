"""The quality report: one page that says of a release how good it is, and where it is not."""

from flows.report.page import render_report as render_report
