"""Registers that exist only while a test of the engine's words runs."""
