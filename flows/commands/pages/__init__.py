"""What each command prints, a module a command."""
