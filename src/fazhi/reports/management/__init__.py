"""Commands of the reports room."""
