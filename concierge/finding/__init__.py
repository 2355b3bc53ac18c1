"""Find It For Me: a client's request, the staff's work on it, and what she sees of that."""
