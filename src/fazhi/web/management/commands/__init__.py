"""Commands that start and tend an installation."""
