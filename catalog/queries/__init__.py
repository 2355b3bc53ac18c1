"""Reads: every page of the catalogue asks here, in a number of queries that doesn't grow with the pieces."""

from catalog.queries.cards import Card, cards, cards_of

__all__ = ["Card", "cards", "cards_of"]
