"""What each command does, a module a command; `pages` beside them says what each prints."""
