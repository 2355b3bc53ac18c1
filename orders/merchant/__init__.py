"""The product feed that Google Merchant Center fetches (docs/feeds.md); it names delivery, so it stands here."""
