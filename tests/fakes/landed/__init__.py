"""A landed cost provider of one's own: answers `POST /quotes` by docs/border.md, and misbehaves on demand."""

from .double import LandedCostDouble

__all__ = ["LandedCostDouble"]
