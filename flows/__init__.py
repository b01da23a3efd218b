"""Canon: raw role sources in, one canonical and versioned role taxonomy out."""

__version__ = "0.1.0"
