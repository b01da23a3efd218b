"""The `canon` command: its options, and a module for each group of commands."""
