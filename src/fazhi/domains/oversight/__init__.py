"""Oversight: how the government answers to the public, courts, prosecutors, deputies, auditors and inspectors."""
