"""New arrivals as RSS and Atom (docs/feeds.md)."""
