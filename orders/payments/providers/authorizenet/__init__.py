"""Authorize.net: cards by AcceptUI's lightbox, or on Accept Hosted's own page without JavaScript."""

from orders.payments.providers.authorizenet.driver import AuthorizeNet

__all__ = ["AuthorizeNet"]
