"""Consigned pieces on the staff site: the queues by deadline, one page per piece, the vault."""
