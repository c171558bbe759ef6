"""Domains: what the mission asks, one folder per field of work, in the plan's order."""
