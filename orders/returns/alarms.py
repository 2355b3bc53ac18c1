"""What staff are told about a return that is late."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

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
    Kind.BACK: "was sent back and hasn’t arrived with its buyer",
    Kind.LOST: "is lost, and nobody has said what becomes of it",
}


def late(ret: Return, kind: ReturnReminder.Kind, due: datetime, *, roles: Sequence[str]) -> int:
    """Tell everybody in these roles once per deadline; returns how many mails were written."""
    people = User.objects.filter(is_active=True, is_staff=True, groups__name__in=roles)
    found = people.order_by("email").values_list("email", flat=True).distinct()
    about = f"return:{ret.number}:{kind}:{due:%Y%m%d%H%M}:{len(roles)}"
    names = [f"{p.item.designer.name} {p.item.title}" for p in ret.pieces.select_related("item__designer")]
    page = settings.PUBLIC_URL + reverse("return-desk:one", args=[ret.number])
    context = late_context(ret, kind, due, names, page=page)
    posts = [outbox.post("return_late", about=about, to=to, context=context) for to in found]
    return sum(post is not None for post in posts)


def late_context(
    ret: Return, kind: ReturnReminder.Kind, due: datetime, names: Sequence[str], *, page: str
) -> dict[str, Any]:
    """What the mail says, in words; `page` is where it is worked on."""
    return {
        "ret": ret,
        "order": ret.order,
        "names": names,
        "what": WHAT[kind],
        "due": moment(due),
        "page": page,
    }
