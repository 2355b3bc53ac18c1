"""Finished answers of public pages, kept in this process until anything on the shelf changes (docs/caching.md)."""
