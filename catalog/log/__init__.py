"""What happened to a piece, so that nobody can make it unhappen: see docs/item-log.md."""

from catalog.log.actors import acting
from catalog.log.appending import append

__all__ = ["acting", "append"]
