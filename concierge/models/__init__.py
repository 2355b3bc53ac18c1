"""What clients ask of the shop beyond buying: searches they saved, places in line, pieces to be found for them."""

from concierge.models.finding import FindEvent, FindRequest, Proposal
from concierge.models.searches import SavedSearch, SearchMatch
from concierge.models.waiting import PlaceInLine

__all__ = ["FindEvent", "FindRequest", "PlaceInLine", "Proposal", "SavedSearch", "SearchMatch"]
