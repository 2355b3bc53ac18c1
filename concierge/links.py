"""The kinds of things that a guest opens by a signed link (`portero.core.links`)."""

from portero.core.links import link_to, pk_of, token_for

SEARCH, FIND, PLACE = "saved-search", "find-request", "place-in-line"

__all__ = ["FIND", "PLACE", "SEARCH", "link_to", "pk_of", "token_for"]
