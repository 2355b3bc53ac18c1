"""The concierge: what one asked for opens by its signed link or her account; the work is inside the staff site."""

from typing import Any

from concierge import links
from tests.factories.concierge import a_request, a_search, in_line, proposed
from tests.permissions.table import EVERYBODY, ONLY_POST, STAFF_ONLY, Answers, Row, Table, World

OWN: Answers = (302, 200, 200, 200)  # a page of one's account: each sees her own
DONE: Answers = (302, 302, 302, 302)
HOLDERS = (0, 1, 2, 3)  # whoever holds a signed link may use it


def rows(owner: Any, item: Any) -> dict[str, Any]:
    """What the world's owner asked of the concierge."""
    found = a_request(email=owner.email, user=owner)
    return {
        "concierge_savedsearch": a_search("/shop/", email=owner.email, user=owner),
        "concierge_placeinline": in_line(item, owner.email, user=owner),
        "concierge_findrequest": found,
        "proposal": proposed(found, item),
    }


def _token(kind: str, key: str) -> Any:
    return lambda world: [links.token_for(kind, world.rows[key].pk)]


def _proposal(world: World) -> list[Any]:
    return [*_token(links.FIND, "concierge_findrequest")(world), world.rows["proposal"].pk]


_SEARCH, _FIND, _PLACE = (
    _token(links.SEARCH, "concierge_savedsearch"),
    _token(links.FIND, "concierge_findrequest"),
    _token(links.PLACE, "concierge_placeinline"),
)
TABLE: Table = {
    "concierge:searches": Row(get=OWN),
    # Without the address of a list there is nothing to save.
    "concierge:save-search": Row(get=DONE, post=DONE, may_change=()),
    "concierge:search-change": Row(
        get=ONLY_POST,
        post=(302, 404, 404, 302),
        arguments=lambda world: [world.rows["concierge_savedsearch"].pk],
        form=lambda world: {"do": "pause"},
    ),
    "concierge:search": Row(
        get=EVERYBODY, post=DONE, arguments=_SEARCH, form=lambda world: {"do": "pause"}, may_change=HOLDERS
    ),
    "concierge:search-stop": Row(get=EVERYBODY, post=EVERYBODY, arguments=_SEARCH, may_change=HOLDERS),
    "concierge:finds": Row(get=OWN),
    "concierge:find": Row(get=EVERYBODY, post=EVERYBODY, may_change=()),
    "concierge:find-request": Row(get=EVERYBODY, arguments=_FIND),
    "concierge:find-close": Row(get=ONLY_POST, post=DONE, arguments=_FIND, may_change=HOLDERS),
    "concierge:find-decline": Row(get=ONLY_POST, post=DONE, arguments=_proposal, may_change=HOLDERS),
    # The piece of this world is free: there is no line to join.
    "concierge:line": Row(
        get=EVERYBODY, post=EVERYBODY, arguments=lambda world: [world.item.number], may_change=()
    ),
    "concierge:place": Row(get=EVERYBODY, post=DONE, arguments=_PLACE, may_change=HOLDERS),
    "concierge:recently-viewed": Row(get=EVERYBODY),
    "concierge:new-since": Row(get=EVERYBODY),
    "finding:queue": Row(get=STAFF_ONLY, right="Concierge", wrong="Customer care"),
    "finding:request": Row(
        get=STAFF_ONLY,
        post=(302, 302, 403, 422),
        right="Concierge",
        wrong="Customer care",
        arguments=lambda world: [world.rows["concierge_findrequest"].number],
        form=lambda world: {"said": ""},
        may_change=(),
    ),
    "admin:concierge_findrequest_answer": Row(
        get=(302, 302, 403, 302),
        right="Concierge",
        wrong="Customer care",
        arguments=lambda world: [world.rows["concierge_findrequest"].pk],
    ),
}
