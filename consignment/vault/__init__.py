"""The vault: shelves, what stands on each, and every hand-over with who and when."""
