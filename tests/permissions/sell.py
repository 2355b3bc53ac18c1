"""The sell form: public at its door, then open to whoever holds the draft's signed link, and to nobody else."""

from typing import Any

from consignment.submissions import links
from tests.factories.submissions import a_draft, a_submission
from tests.permissions.table import EVERYBODY, ONLY_POST, Answers, Row, Table, World

DONE: Answers = (302, 302, 302, 302)
GONE: Answers = (404, 404, 404, 404)
HOLDERS = (0, 1, 2, 3)  # whoever holds a signed link may use it


def rows(owner: Any) -> dict[str, Any]:
    """What the world's owner shows us: a draft, one that was sent, one whose e-mail isn't confirmed yet."""
    return {
        "sell_draft": a_draft(email=owner.email),
        "sell_sent": a_submission(email=owner.email),
        "sell_unconfirmed": a_draft(email=owner.email, state="unconfirmed"),
    }


def _draft(world: World) -> list[Any]:
    return [links.draft_token(world.rows["sell_draft"])]


def _sent(world: World) -> list[Any]:
    return [links.draft_token(world.rows["sell_sent"])]


def _confirming(world: World) -> list[Any]:
    return [links.confirm_link(world.rows["sell_unconfirmed"]).split("/")[-2]]


TABLE: Table = {
    # Whoever comes may open a form of her own.
    "sell:start": Row(get=EVERYBODY, post=DONE, may_change=HOLDERS),
    "sell:pictures": Row(get=EVERYBODY, post=DONE, arguments=_draft, may_change=HOLDERS),
    "sell:questions": Row(
        get=EVERYBODY,
        post=DONE,
        arguments=_draft,
        form=lambda world: {"designer": "Chanel", "condition": "Good."},
        may_change=HOLDERS,
    ),
    # Without a name it is told so, and the answers are kept.
    "sell:reach": Row(get=EVERYBODY, post=(422, 422, 422, 422), arguments=_draft, may_change=HOLDERS),
    "sell:later": Row(get=ONLY_POST, post=DONE, arguments=_draft, may_change=()),
    "sell:photos": Row(
        get=EVERYBODY,
        post=EVERYBODY,
        arguments=_draft,
        form=lambda world: {"kind": "watch"},
        may_change=HOLDERS,
    ),
    # No such picture in this draft, whoever asks.
    "sell:photo": Row(get=GONE, arguments=lambda world: [*_draft(world), 999_999, "small"]),
    "sell:remove": Row(
        get=ONLY_POST, post=DONE, arguments=lambda world: [*_draft(world), 999_999], may_change=()
    ),
    # It is with us: there is no mail to send again.
    "sell:sent": Row(
        get=EVERYBODY,
        post=DONE,
        arguments=_sent,
        form=lambda world: {"email": "dora@example.com"},
        may_change=(),
    ),
    # The first who presses the button confirms it; after that there is nothing to confirm.
    "sell:confirm": Row(get=EVERYBODY, post=DONE, arguments=_confirming, may_change=(0,)),
}
