"""A case is opened: at intake, by hand, or by a room above (a claim, a blind second look)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from authentication.cases import bars, deadlines, standing, states
from authentication.cases.refusals import CaseRefused, refusals_told
from authentication.cases.tiers import tier_of
from authentication.checklists.choosing import template_for
from authentication.models import Case, CasePhoto
from catalog.locks import lock_item
from catalog.models import Item, ListingState
from portero.core.numbers import random_number

K = Case.Kind
TOOK_IN = "you took it in"


@dataclass(frozen=True)
class Shown:
    """A photograph that is there already: its name in the private storage, what it shows, its size in pixels."""

    file: str
    caption: str
    width: int
    height: int


@transaction.atomic
def open_case(
    item: Item,
    kind: str,
    *,
    actor: Any,
    taken_in_by: Iterable[Any] = (),
    barred: Iterable[tuple[Any, str]] = (),
    value: Decimal | None = None,
    photos: Iterable[Shown] = (),
    claims: Mapping[str, Any] | None = None,
    prior: Case | None = None,
    reference: str = "",
    reason: str = "",
    now: datetime | None = None,
) -> Case:
    """Open a case of this kind (`Case.Kind`) for the piece, in the caller's transaction; the bench has it in its queue.

    `actor` opened it (None: a deadline or a return). `taken_in_by` are users who took the piece in, `barred` others who
    may not judge it, each with a short reason ("it is yours"). `value` in USD, what it may be listed at, decides the
    tier with house and kind; without it the piece's own price is taken. `photos` were there before (`Shown`). `claims`
    are what its owner says of it: year, style, material ... `prior` is the case that is looked at anew, the piece's
    latest decided one by default. `reason` says why it is opened by hand.

    Raises CaseRefused for a piece that is for sale (take it off the shelf first), while a case of the kind is open, and
    by hand without a reason.
    """
    now, item = now or timezone.now(), lock_item(item.pk)
    if reasons := _against(item, kind, reason):
        raise CaseRefused(*reasons)
    prior = prior or standing.last_word_on(item.pk)
    said = {"claims": dict(claims or {}), "reference": reference[:40], "prior": prior}
    case = _new(item, kind, value if value is not None else item.price, now, said)
    case.opened_by = actor if getattr(actor, "is_authenticated", False) else None
    with refusals_told():
        case.save(force_insert=True)
    for person, why in [*((person, TOOK_IN) for person in taken_in_by), *barred]:
        bars.bar(case, person, why)
    _hang(case, photos)
    states.append(case, "opened", actor=actor, said=reason, at=now, data={"kind": kind, "tier": case.tier})
    return case


def _new(item: Item, kind: str, value: Decimal | None, now: datetime, said: dict[str, Any]) -> Case:
    tier, why = tier_of(item.designer, item.category, value)
    facts = said | {"tier": tier, "tier_why": why, "value": value, "template": template_for(item)}
    case = Case(number=random_number("C"), item=item, kind=kind, opened_at=now, **facts)
    case.due_at, case.ring_at = deadlines.of(case, now)
    return case


def _against(item: Item, kind: str, reason: str) -> list[str]:
    rules = {
        "It is for sale: take it off the shelf first.": (
            kind in standing.JUDGING and item.state == ListingState.LISTED
        ),
        "A case of this kind is open already.": standing.live_of(item.pk, kind).exists(),
        "Say why it is looked at.": kind == K.BY_HAND and not reason.strip(),
    }
    return [sentence for sentence, against in rules.items() if against]


def _hang(case: Case, photos: Iterable[Shown]) -> None:
    CasePhoto.objects.bulk_create(
        CasePhoto(
            case=case,
            position=position,
            file=photo.file,
            caption=photo.caption[:120],
            width=photo.width,
            height=photo.height,
        )
        for position, photo in enumerate(photos)
    )
