"""Pieces in a list: how a card looks, and the cards that a process keeps."""

from catalog.cards.drawing import card_html, cards_html

__all__ = ["card_html", "cards_html"]
