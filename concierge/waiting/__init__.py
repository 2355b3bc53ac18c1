"""The line for a piece on hold: joining, leaving, and telling it in order."""
