"""A case: one review of one piece, from its opening to its decision (docs/authenticity.md)."""
