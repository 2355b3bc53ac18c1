"""What every double of a provider needs: a server, kept state, faults on demand and signed webhooks."""

from .double import Double

__all__ = ["Double"]
