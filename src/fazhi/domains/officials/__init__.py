"""Officials: how those who govern and enforce are trained, tested and held to the law."""
