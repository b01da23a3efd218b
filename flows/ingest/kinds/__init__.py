"""The readers of sources, a module for each `kind` of source.yml."""
