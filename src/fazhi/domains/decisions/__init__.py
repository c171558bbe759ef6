"""Decisions: how major administrative decisions are prepared, reviewed, made and followed up."""
