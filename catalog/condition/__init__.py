"""The condition of a piece: its zones, the words for what is wrong, the rules that propose a grade, what is signed."""

from catalog.condition.report import canonical, digest

__all__ = ["canonical", "digest"]
