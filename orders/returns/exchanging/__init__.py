"""Exchanges: a return whose money pays another piece, which is kept for her while hers travels (docs/returns.md)."""
