"""Known fakes among the pieces of the day: who calls one authentic has missed it, and the head is told."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import ADMINISTRATOR
from authentication.cases.opening import Shown, open_case
from authentication.cases.refusals import CaseRefused, refusals_told
from authentication.models import Case, Miss, Review, TrainingFake
from catalog import custody
from catalog.locks import lock_item
from catalog.models import Item, ListingState, Ownership
from portero.core import audit
from portero.core.mail import outbox

KNOWS = "you know the piece"


@transaction.atomic
def mark(item: Item, why: str, *, actor: Any) -> TrainingFake:
    """Keep this piece for training: from now on it can't be listed or certified, for good.

    Raises CaseRefused without a word on what gives it away, for a piece that is or was in the shop, and for one that
    belongs to somebody else.
    """
    item = lock_item(item.pk)
    owner = custody.owner_of(item)
    rules = {
        "Say what gives it away.": not why.strip(),
        "It is kept for training already.": TrainingFake.objects.filter(item=item).exists(),
        "It is or was in the shop.": item.state not in (ListingState.DRAFT, ListingState.WITHDRAWN),
        "It belongs to somebody else.": owner is not None and owner.kind != Ownership.Kind.PORTERO,
    }
    if reasons := [sentence for sentence, against in rules.items() if against]:
        raise CaseRefused(*reasons)
    with refusals_told():
        fake = TrainingFake.objects.create(item=item, why=why.strip(), marked_by=actor)
    audit.record("authentication.training_fake", item, actor=actor, reason=why.strip())
    return fake


@transaction.atomic
def put_into_queue(fake: TrainingFake, *, actor: Any, now: datetime | None = None) -> Case:
    """Open a case of it that looks like any other; who puts it there can't review it. Raises CaseRefused."""
    earlier = Case.objects.filter(item=fake.item, photos__isnull=False).order_by("-pk").first()
    photos = earlier.photos.all() if earlier else ()
    shown = [Shown(photo.file, photo.caption, photo.width, photo.height) for photo in photos]
    knowing = {fake.marked_by, actor}
    return open_case(
        fake.item,
        Case.Kind.SEEDED,
        actor=None,
        barred=[(person, KNOWS) for person in knowing],
        photos=shown,
        claims=earlier.claims if earlier else {},
        now=now,
    )


def notice_misses(*, now: datetime | None = None) -> int:
    """Write down whoever called a known fake authentic, and tell the administrators; once per review."""
    missed = Review.objects.filter(
        case__kind=Case.Kind.SEEDED, state=Review.State.SUBMITTED, verdict=Review.Verdict.AUTHENTIC, miss=None
    )
    return sum(
        _notice(review, now or timezone.now()) for review in missed.select_related("case__item", "reviewer")
    )


@transaction.atomic
def _notice(review: Review, now: datetime) -> int:
    miss, fresh = Miss.objects.get_or_create(review=review, defaults={"noticed_at": now})
    if not fresh:
        return 0
    heads = User.objects.filter(is_active=True, is_staff=True, groups__name=ADMINISTRATOR)
    context = {
        "review": review,
        "reviewer": review.reviewer,
        "item": review.case.item,
        "why": TrainingFake.objects.get(item=review.case.item_id).why,
        "page": reverse("quality:page"),
    }
    for to in heads.order_by("email").values_list("email", flat=True).distinct():
        outbox.post("fake_missed", about=f"miss:{miss.pk}", to=to, context=context)
    return 1
