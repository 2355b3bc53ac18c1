"""A later owner tells us of her doubt, and customer care answers.

The Promise's refund follows the payment of the buyer, so a claim stays hers to open: nothing of this opens one,
disputes the certificate or tells the buyer of it. Whoever answers may ask the buyer, who must agree.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from authentication.certificates.mails import HOLDER
from authentication.models import Holder
from orders.promise import clock
from orders.promise.models import ClaimState, HolderDoubt
from orders.promise.states import ClaimRefused
from portero.core import audit, links
from portero.core.mail import outbox

LONGEST = 3000
HANDED_ON = "This certificate has been handed on, and is registered to somebody else now."
WAITS = "We have your words, and answer them first."
ANSWERED = "It was answered already."


@transaction.atomic
def ask(holder: Holder, words: str, *, now: datetime | None = None) -> HolderDoubt:
    """Keep what she sees, for customer care to answer in its time. Raises ClaimRefused, whose message she may read."""
    at, said = now or timezone.now(), words.strip()[:LONGEST]
    locked = Holder.objects.select_for_update(of=("self",)).get(pk=holder.pk)
    if locked.until is not None:
        raise ClaimRefused(HANDED_ON)
    if not said:
        raise ClaimRefused("Tell us what you see.")
    if open_of(locked) is not None:
        raise ClaimRefused(WAITS)
    due = at + clock.length(clock.STEPS[ClaimState.OPENED])
    doubt = HolderDoubt.objects.create(holder=locked, words=said, asked_at=at, due_at=due)
    audit.record("promise.holder_doubts", doubt, certificate=holder.certificate.number)
    return doubt


@transaction.atomic
def answer(doubt: HolderDoubt, *, actor: Any, text: str, now: datetime | None = None) -> HolderDoubt:
    """Tell her what we say to it, by mail. Raises ClaimRefused without words, and the second time."""
    said = text.strip()
    if not said:
        raise ClaimRefused("Say something; she reads it.")
    locked = HolderDoubt.objects.select_for_update(of=("self",)).get(pk=doubt.pk)
    if locked.answered_at is not None:
        raise ClaimRefused(ANSWERED)
    locked.answer, locked.answered_at, locked.answered_by = said[:LONGEST], now or timezone.now(), actor
    locked.save(update_fields=["answer", "answered_at", "answered_by"])
    audit.record("promise.holder_answered", locked, actor=actor)
    _tell(locked)
    return locked


def open_of(holder: Holder) -> HolderDoubt | None:
    """What of hers waits for our answer."""
    return HolderDoubt.objects.filter(holder=holder, answered_at__isnull=True).first()


def answered_of(holder: Holder) -> QuerySet[HolderDoubt]:
    """What she told us before, with our answers, the newest first."""
    return HolderDoubt.objects.filter(holder=holder, answered_at__isnull=False).order_by("-pk")


def _tell(doubt: HolderDoubt) -> None:
    holder = doubt.holder
    item = holder.certificate.item
    facts = {
        "certificate": holder.certificate.number,
        "piece": f"{item.designer.name} {item.title}",
        "answer": doubt.answer,
        "link": links.link_to("promise:holder", HOLDER, holder.pk),
    }
    outbox.post("claim_holder_answer", about=f"holder-doubt:{doubt.pk}", to=holder.email, context=facts)
