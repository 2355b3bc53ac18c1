"""An Authorize.net of one's own (docs/doubles.md)."""

from .double import AuthorizeNetDouble

__all__ = ["AuthorizeNetDouble"]
