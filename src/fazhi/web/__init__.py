"""The staff's pages, in Chinese, rendered on the server."""
