"""Emergencies: how plans, drills, reports and investigations meet sudden events."""
