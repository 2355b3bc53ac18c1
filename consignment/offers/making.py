"""Offers: made by staff, replaced by a better one, refused by the consignor, or lapsed with their deadline.

One open offer per submission (a constraint); the submission is locked first (docs/locking.md).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from consignment.models import Offer, PriceStep, Submission
from consignment.offers import mails
from consignment.offers.tiers import payout_at, rate_for
from consignment.portal import mails as to_her
from consignment.submissions import states
from portero.core import audit
from portero.core.figures import figures_in_force
from portero.core.money import quantise

State = Submission.State
REMIND_BEFORE = timedelta(days=3)


class OfferRefused(Exception):
    """It can't be offered, or answered, like this; the message says why, to whoever asked."""


@dataclass(frozen=True)
class Proposal:
    """What staff put on the table; sums in USD, steps as (days after the first listing, price)."""

    range_low: Decimal
    range_high: Decimal
    start_price: Decimal
    floor_price: Decimal
    steps: tuple[tuple[int, Decimal], ...] = ()
    said: str = ""
    basis: dict[str, Any] = field(default_factory=dict)

    def check(self, term_days: int) -> None:
        """Raises OfferRefused with the first thing that doesn't fit together, in words."""
        if not 0 < self.range_low <= self.range_high:
            raise OfferRefused("The range goes from the lower price to the higher one.")
        if not self.range_low <= self.start_price <= self.range_high:
            raise OfferRefused("The start price lies inside the range.")
        if not 0 < self.floor_price <= self.start_price:
            raise OfferRefused("The floor is not above the start price.")
        before, last = self.start_price, 0
        for day, price in self.steps:
            if not last < day < term_days:
                raise OfferRefused(
                    f"Steps come one after the other, within the {term_days} days of the term."
                )
            if not self.floor_price <= price < before:
                raise OfferRefused("Each step is lower than the one before, and none below the floor.")
            before, last = price, day


@transaction.atomic
def make(submission_pk: int, proposal: Proposal, *, actor: Any, now: datetime | None = None) -> Offer:
    """Offer to consign the piece; the consignor gets it by mail. An open offer is replaced.

    The commission is the tier of the start price, frozen. Raises OfferRefused for sums that don't fit together, and
    for a submission that isn't with us or under offer.
    """
    now, figures = now or timezone.now(), figures_in_force()
    proposal.check(int(figures["consignment_term_days"]))
    submission = states.lock(submission_pk)
    if submission.state not in (State.SENT, State.OFFERED):
        raise OfferRefused("An offer answers a submission that is with us.")
    submission.offers.filter(state=Offer.State.OPEN).update(state=Offer.State.REPLACED, answered_at=now)
    rate = rate_for(proposal.start_price)
    offer = Offer.objects.create(
        submission=submission,
        range_low=quantise(proposal.range_low),
        range_high=quantise(proposal.range_high),
        start_price=quantise(proposal.start_price),
        floor_price=quantise(proposal.floor_price),
        commission_rate=rate,
        expected_payout=payout_at(proposal.start_price, rate),
        term_days=int(figures["consignment_term_days"]),
        said=proposal.said,
        basis=proposal.basis,
        made_by=actor,
        made_at=now,
        lapses_at=now + timedelta(days=int(figures["offer_days"])),
    )
    _write_steps(offer, proposal.steps)
    if submission.state == State.SENT:
        states.move(submission.pk, State.OFFERED, actor=actor, said=proposal.said)
    else:
        states.append(submission, "offer_replaced", actor=actor, said=proposal.said, at=now)
    audit.record("consignment.offer_made", offer, actor=actor, start=str(offer.start_price))
    mails.offered(offer)
    return offer


@transaction.atomic
def refuse(offer_pk: int, *, said: str = "", now: datetime | None = None) -> Offer:
    """The consignor says no: the submission is withdrawn by her. Twice is once; raises OfferRefused once it is over."""
    offer = lock_offer(offer_pk)
    if offer.state == Offer.State.REFUSED:
        return offer
    _close(offer, Offer.State.REFUSED, now or timezone.now())
    withdrawn = states.move(offer.submission_id, State.WITHDRAWN, by_consignor=True, said=said)
    to_her.withdrawn(withdrawn, offered=True)
    return offer


def lapse_due(*, now: datetime | None = None) -> int:
    """End the offers whose time is over, each in a transaction of its own; safe to run twice. Returns how many."""
    now = now or timezone.now()
    due = Offer.objects.filter(state=Offer.State.OPEN, lapses_at__lte=now).values_list("pk", flat=True)
    return sum(_lapsed(pk, now) for pk in list(due))


def remind_due(*, now: datetime | None = None) -> int:
    """Remind of the offers that end within REMIND_BEFORE, each once. Returns how many."""
    now = now or timezone.now()
    ending = Offer.objects.filter(state=Offer.State.OPEN, reminded_at=None, lapses_at__gt=now)
    pks = list(ending.filter(lapses_at__lte=now + REMIND_BEFORE).values_list("pk", flat=True))
    return sum(_reminded(pk, now) for pk in pks)


def lock_offer(pk: int) -> Offer:
    """The offer with its submission, both locked, the submission first. Raises Offer.DoesNotExist."""
    submission_pk = Offer.objects.values_list("submission_id", flat=True).get(pk=pk)
    submission = states.lock(submission_pk)
    offer = Offer.objects.select_for_update(of=("self",)).get(pk=pk)
    offer.submission = submission
    return offer


def close_open_of(submission: Submission, *, now: datetime | None = None) -> None:
    """End the open offer of a locked submission that goes another way: declined by us or withdrawn by her."""
    open_offers = submission.offers.filter(state=Offer.State.OPEN)
    open_offers.update(state=Offer.State.REPLACED, answered_at=now or timezone.now())


@transaction.atomic
def _lapsed(pk: int, now: datetime) -> int:
    offer = lock_offer(pk)
    if offer.state != Offer.State.OPEN or offer.lapses_at > now:
        return 0
    _close(offer, Offer.State.LAPSED, now)
    states.move(offer.submission_id, State.LAPSED, said="The offer wasn't answered in time.")
    mails.lapsed(offer)
    return 1


@transaction.atomic
def _reminded(pk: int, now: datetime) -> int:
    offer = lock_offer(pk)
    if offer.state != Offer.State.OPEN or offer.reminded_at is not None:
        return 0
    offer.reminded_at = now
    offer.save(update_fields=["reminded_at"])
    mails.ends_soon(offer)
    return 1


def _close(offer: Offer, state: Offer.State, now: datetime) -> None:
    if offer.state != Offer.State.OPEN:
        raise OfferRefused(f"This offer is {offer.get_state_display().lower()}.")
    offer.state, offer.answered_at = state, now
    offer.save(update_fields=["state", "answered_at"])


def _write_steps(offer: Offer, steps: Iterable[tuple[int, Decimal]]) -> None:
    PriceStep.objects.bulk_create(
        PriceStep(offer=offer, day=day, price=quantise(price)) for day, price in steps
    )
