"""Contracts of documents: YAML, role pages, workbooks, archives and what releases say of themselves."""
