"""What stands between a sale and the money for it."""
