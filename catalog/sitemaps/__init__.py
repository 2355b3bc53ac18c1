"""What search engines are told to read: an index of sitemaps, each cut by primary key or short (docs/feeds.md)."""
