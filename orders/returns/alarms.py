"""What staff are told about a return that is late."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from accounts.models import User
from orders.returns.models import Return, ReturnReminder
from portero.core.mail import outbox
from portero.core.words import moment

Kind = ReturnReminder.Kind
WHAT = {
    Kind.DECIDE: "waits for a decision",
    Kind.LABEL: "is approved and has no label",
    Kind.TRANSIT: "has been on its way for too long",
    Kind.INSPECT: "is here and hasn’t been inspected",
    Kind.SEND_BACK: "was refused and hasn’t been sent back",
    Kind.LOST: "is lost, and nobody has said what becomes of it",
}


def late(ret: Return, kind: ReturnReminder.Kind, due: datetime, *, roles: Sequence[str]) -> int:
    """Tell everybody in these roles once per deadline; returns how many mails were written."""
    people = User.objects.filter(is_active=True, is_staff=True, groups__name__in=roles)
    found = people.order_by("email").values_list("email", flat=True).distinct()
    about = f"return:{ret.number}:{kind}:{due:%Y%m%d%H%M}:{len(roles)}"
    posts = [outbox.post("return_late", about=about, to=to, context=_context(ret, kind, due)) for to in found]
    return sum(post is not None for post in posts)


def _context(ret: Return, kind: ReturnReminder.Kind, due: datetime) -> dict[str, object]:
    pieces = [f"{p.item.designer.name} {p.item.title}" for p in ret.pieces.select_related("item__designer")]
    return {
        "ret": ret,
        "order": ret.order,
        "names": pieces,
        "what": WHAT[kind],
        "due": moment(due),
        "page": settings.PUBLIC_URL + reverse("admin:index"),
    }
