"""Enforcement: how cases of penalty, coercion and inspection are handled, reviewed and published, and by whom."""
