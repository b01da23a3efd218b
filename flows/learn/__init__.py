"""The making of the scorer from gold. No release imports it."""
