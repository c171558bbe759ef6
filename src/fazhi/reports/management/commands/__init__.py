"""fazhi package."""
