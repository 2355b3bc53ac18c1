"""The Promise: its rules are for everybody, a claim for whoever holds the signed link of its order."""

from typing import Any

from authentication.certificates.mails import HOLDER
from authentication.models import Holder
from orders.access import token_for
from orders.promise import holders
from portero.core.links import token_for as token_of
from tests.factories.certified import certifiable_item, certified
from tests.factories.claims import opened
from tests.permissions.table import EVERYBODY, ONLY_POST, Answers, Row, Table, World

NOBODY: Answers = (404, 404, 404, 404)
BACK: Answers = (302, 302, 302, 302)  # to the claim's page, which says what became of it


def rows() -> dict[str, Any]:
    """A claim that was opened a moment ago, and the doubt of a later owner."""
    held = Holder.objects.create(
        certificate=certified(certifiable_item(title="Kelly Dépêches")).certificate, email="dora@example.com"
    )
    return {"promise_claim": opened(), "promise_holder_doubt": holders.ask(held, "Its stamp is shallow.")}


def _claim(world: World, *more: Any) -> list[Any]:
    claim = world.rows["promise_claim"]
    return [token_for(claim.order), claim.number, *more]


def _piece(world: World, *more: Any) -> list[Any]:
    claim = world.rows["promise_claim"]
    return [token_for(claim.order), claim.item.number, *more]


def _asked(**facts: Any) -> Row:
    """Nothing of this is asked of her while a claim is only opened."""
    return Row(get=ONLY_POST, post=BACK, arguments=_claim, may_change=(), **facts)


TABLE: Table = {
    "promise:page": Row(get=EVERYBODY),
    "promise:by-certificate": Row(
        get=EVERYBODY,
        post=(422, 422, 422, 422),
        arguments=lambda world: [world.rows["authentication_certificate"].number],
        may_change=(),
    ),
    "promise:holder": Row(
        get=EVERYBODY,
        post=(422, 422, 422, 422),
        arguments=lambda world: [token_of(HOLDER, world.rows["promise_holder_doubt"].holder_id)],
        may_change=(),
    ),
    # Its claim is open: the form leads there.
    "promise:open": Row(get=BACK, post=BACK, arguments=_piece, may_change=()),
    "promise:picture": Row(get=NOBODY, arguments=lambda world: _piece(world, "nobody~signed~it")),
    "promise:claim": Row(get=EVERYBODY, arguments=_claim),
    "promise:label": Row(get=NOBODY, arguments=_claim),
    "promise:photo": Row(get=NOBODY, arguments=lambda world: _claim(world, "of-claim", 0, "small")),
    # Whoever holds the signed link may withdraw it; the first who does ends it.
    "promise:withdraw": Row(get=ONLY_POST, post=BACK, arguments=_claim, may_change=(0,)),
    "promise:confident": _asked(),
    "promise:not-confident": _asked(),
    "promise:choose": _asked(form=lambda world: {"choice": "refund"}),
    "promise:appointment": _asked(),
}
