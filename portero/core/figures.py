"""The figures marked † in the business rules: defaults here, changed by staff without a deployment."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import models, transaction
from redis.exceptions import RedisError


@dataclass(frozen=True)
class Figure:
    """A figure's default and the most it may be: a slip of the finger must not stop the shop."""

    default: int | Decimal
    unit: str
    meaning: str
    most: int


Figures = Mapping[str, int | Decimal]
KEY = "figures"
FIGURES: dict[str, Figure] = {
    "checkout_hold_minutes": Figure(
        15, "minutes", "How long entering payment keeps a piece for one buyer", 24 * 60
    ),
    "wire_hold_hours": Figure(
        72, "hours", "How long a piece is kept for a buyer who pays by bank wire", 30 * 24
    ),
    "wire_reminder_hours": Figure(
        36, "hours", "After choosing the wire, when she is reminded of it once", 30 * 24
    ),
    "ship_by_hours": Figure(
        48, "hours", "From confirmed payment until the parcel must be with the carrier", 30 * 24
    ),
    "ship_by_clock": Figure(
        1,
        "(1 or 2)",
        "How ship-by hours count: 1 elapsed; 2 business hours, while care is open, without federal holidays",
        2,
    ),
    "ship_by_reminder_hours": Figure(
        24, "hours", "First reminder to fulfilment after confirmed payment", 30 * 24
    ),
    "ship_by_second_reminder_hours": Figure(36, "hours", "Second reminder, also to the manager", 30 * 24),
    "signature_from": Figure(
        Decimal("1000.00"), "USD", "From this order value the carrier asks for a signature", 1_000_000
    ),
    "gift_wrap_charge": Figure(
        Decimal("0.00"), "USD", "Gift wrap, per order before tax; without a value it is free", 1_000
    ),
    "gift_note_characters": Figure(300, "characters", "How long the handwritten note may be", 1_000),
    "handling_charge": Figure(
        Decimal("0.00"), "USD", "Handling, per order before tax; without a value there is none", 1_000
    ),
    "parcel_silent_days": Figure(
        4, "days", "Without news from the carrier after which a parcel counts as in trouble", 60
    ),
    "astray_look_hours": Figure(
        24, "hours", "From a parcel going astray, or the last step for it, until somebody looks", 14 * 24
    ),
    "return_days": Figure(10, "days", "From the ship date, in which a return can be asked for", 365),
    "restocking_fee": Figure(
        Decimal("15.00"), "USD", "Return and restocking fee, forgiven on an exchange", 1_000
    ),
    "exchange_hold_days": Figure(
        7, "days", "How long a wanted piece is kept from each step of the way of the one that comes back", 60
    ),
    "exchange_pay_hours": Figure(
        48, "hours", "How long it is kept once only the difference is to be paid", 14 * 24
    ),
    "return_decide_hours": Figure(
        24, "hours", "From the request of a return until it is approved or declined", 14 * 24
    ),
    "return_send_days": Figure(
        5, "days", "From the label of a return until the parcel must be on its way", 60
    ),
    "return_reminder_days": Figure(
        2, "days", "Before a return must be on its way, when its buyer is reminded", 30
    ),
    "return_transit_days": Figure(
        14, "days", "A return on its way, after which somebody asks the carrier about it", 90
    ),
    "return_inspect_days": Figure(
        2, "working days", "From the arrival of a return until it is inspected and decided", 30
    ),
    "return_send_back_days": Figure(
        2, "working days", "Until a refused piece is on its way back to its buyer", 30
    ),
    "return_lost_days": Figure(7, "days", "Until it is decided what becomes of a return lost on its way", 60),
    "return_label_abroad": Figure(
        Decimal("60.00"), "USD", "At most deducted for the prepaid label of a return from abroad", 1_000
    ),
    "new_arrival_days": Figure(7, "days", "How long a listed piece counts as a new arrival", 365),
    "care_opens": Figure(10, "o'clock", "When customer care opens, Monday to Friday, US Eastern", 23),
    "care_closes": Figure(18, "o'clock", "When customer care closes, Monday to Friday, US Eastern", 23),
    "wire_refund_two_person_usd": Figure(
        Decimal("1000.00"), "USD", "Above this sum a second person approves a refund by wire", 1_000_000
    ),
    "affirm_example_apr": Figure(
        Decimal("15.00"),
        "% APR",
        "Yearly rate of the instalment examples beside Affirm on the payment page",
        36,
    ),
    "card_declines_per_order": Figure(
        5, "cards", "Declined cards after which an order takes no card for a while", 100
    ),
    "card_declines_per_visitor": Figure(
        10, "cards", "Declined cards on all orders of one visitor after which she waits for a while", 1_000
    ),
    "card_declines_hours": Figure(1, "hours", "How long a declined card counts", 7 * 24),
    "saved_search_hours": Figure(
        24, "hours", "After a mail about new pieces, until the same saved search may write again", 30 * 24
    ),
    "confirm_search_days": Figure(
        7, "days", "How long the link that confirms a guest's saved search is good", 60
    ),
    "queue_window_minutes": Figure(
        120, "minutes", "After telling one in line for a piece, until the next in line is told", 7 * 24 * 60
    ),
    "find_first_look_hours": Figure(
        24, "hours", "From a client's request until the concierge has looked at it", 30 * 24
    ),
    "find_next_look_days": Figure(7, "days", "From one look at a client's request to the next", 90),
    "quote_hours": Figure(48, "hours", "From a submission until staff have answered it", 30 * 24),
    "offer_days": Figure(14, "days", "How long an offer to a consignor stands", 180),
    "draft_days": Figure(30, "days", "How long an unfinished sell form and its pictures are kept", 365),
    "inbound_days": Figure(
        21, "days", "From sending a consignor's label until the piece must have arrived", 180
    ),
    "inbound_label_days": Figure(
        1, "days", "From the signed agreement until the consignor has her label", 30
    ),
    "inbound_reminder_days": Figure(
        7, "days", "After the label, from one reminder to send the piece to the next", 60
    ),
    "consignment_work_days": Figure(
        3, "days", "For each step with a consigned piece: to clear, to prepare, to approve, to list", 60
    ),
    "send_back_days": Figure(5, "days", "Until a rejected or withdrawn piece is on its way to its owner", 60),
    "consent_days": Figure(7, "days", "How long a consignor may think about a price we ask her for", 60),
    "consignment_term_days": Figure(
        180, "days", "From the first listing, how long a piece is consigned", 730
    ),
    "case_hours_tier_a": Figure(48, "hours", "From opening until a case of tier A is decided", 30 * 24),
    "case_hours_tier_b": Figure(48, "hours", "From opening until a case of tier B is decided", 30 * 24),
    "case_hours_tier_c": Figure(72, "hours", "From opening until a case of tier C is decided", 30 * 24),
    "case_reminder_hours": Figure(
        12, "hours", "Before a case is due, when authenticators are reminded of it", 7 * 24
    ),
    "look_minutes_tier_a": Figure(10, "minutes", "The least look of a review in tier A", 240),
    "look_minutes_tier_b": Figure(6, "minutes", "The least look of a review in tier B", 240),
    "look_minutes_tier_c": Figure(4, "minutes", "The least look of a review in tier C", 240),
    "review_hours": Figure(
        24, "hours", "After which a review that was begun and left alone goes back to the queue", 14 * 24
    ),
    "blind_review_percent": Figure(
        5, "%", "Decided cases of tiers B and C that somebody else reviews again without knowing", 100
    ),
    "blind_grade_percent": Figure(
        5, "%", "Decided grades that somebody else gives again without knowing", 100
    ),
    "agreement_least_pairs": Figure(
        20, "pairs", "Below so many pieces judged twice, agreement is shown as too few to tell", 10_000
    ),
    "outside_days": Figure(7, "days", "How long the link of an outside authenticator is good", 60),
    "outside_reminder_hours": Figure(
        48, "hours", "Before her link expires, when an outside authenticator is reminded", 30 * 24
    ),
    "promise_condition_days": Figure(
        30, "days", "From delivery, in which a misdescribed condition can be claimed", 365
    ),
    "promise_answer_hours": Figure(
        24, "hours", "From a Promise claim until she has a label or an answer", 14 * 24
    ),
    "promise_send_days": Figure(14, "days", "From the label until a claimed piece is with the carrier", 90),
    "promise_reminder_days": Figure(
        4, "days", "Before a deadline of hers in a claim, when she is reminded", 30
    ),
    "promise_travel_days": Figure(
        10, "days", "How long a claimed piece may travel before staff look for it", 60
    ),
    "promise_lost_days": Figure(5, "days", "From a claimed piece being lost until staff have decided", 30),
    "promise_begin_hours": Figure(
        24, "hours", "From the arrival of a claimed piece until its review begins", 14 * 24
    ),
    "promise_review_days": Figure(
        5, "days", "From the beginning of a claim's review until it is decided", 60
    ),
    "promise_reply_days": Figure(14, "days", "How long she may think about our answer to her claim", 90),
    "promise_third_party_days": Figure(14, "days", "From her wish for a third party until its word", 90),
    "promise_send_back_days": Figure(2, "days", "Until a claimed piece is on its way back to her", 30),
    "promise_refund_days": Figure(3, "days", "Until the refund of a claim has left us", 30),
}


def names() -> list[tuple[str, str]]:
    """The choices of a figure's name; a callable, so that a new figure needs no migration."""
    return [(name, name) for name in FIGURES]


class FigureValue(models.Model):
    """A figure that staff set to something else than its default."""

    name = models.CharField(max_length=60, unique=True, choices=names)
    value = models.DecimalField(max_digits=12, decimal_places=2)
    changed_at = models.DateTimeField(auto_now=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True)
    reason = models.CharField(max_length=200)

    class Meta:
        app_label = "core"
        verbose_name = "figure"
        constraints = [models.CheckConstraint(condition=models.Q(value__gt=0), name="figure_positive")]

    def __str__(self) -> str:
        return f"{self.name} = {self.value}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        _forget()

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        done = super().delete(*args, **kwargs)
        _forget()
        return done

    def clean(self) -> None:
        figure = FIGURES.get(self.name)
        if figure is None or self.value is None:
            return
        if isinstance(figure.default, int) and self.value != int(self.value):
            raise ValidationError({"value": f"{self.name} counts whole {figure.unit}."})
        if self.value > figure.most:
            raise ValidationError({"value": f"{self.name} is at most {figure.most:,} {figure.unit}."})


class _Held:
    """What this process read last, and when."""

    figures: Figures | None = None
    looked = 0.0


def _forget() -> None:
    """After the commit: a page that asks before it would keep the old value for another minute."""
    transaction.on_commit(_forget_now)


def _forget_now() -> None:
    cache.delete(KEY)
    _Held.figures = None


def figure(name: str) -> int | Decimal:
    """The figure in force, in the unit FIGURES names; an int where the default is one.

    Raises KeyError for a name that doesn't exist. Code that needs several asks `figures_in_force` once.
    """
    return figures_in_force()[name]


def figures_in_force() -> Figures:
    """Every figure by name: what staff set, else the default. One query, cached for a minute if Redis is there.

    A process asks the cache at most once in `FIGURES_FRESH_SECONDS`: an order alone asks for ten figures.
    """
    held = _Held.figures
    if held is not None and time.monotonic() - _Held.looked < settings.FIGURES_FRESH_SECONDS:
        return held
    _Held.figures, _Held.looked = _read(), time.monotonic()
    return _Held.figures


def _read() -> Figures:
    try:
        stored = cache.get_or_set(KEY, _set_by_staff, 60) or {}
    except (RedisError, OSError):
        stored = _set_by_staff()
    return {name: _typed(stored.get(name, known.default), known) for name, known in FIGURES.items()}


def _set_by_staff() -> dict[str, int | Decimal]:
    return dict(FigureValue.objects.values_list("name", "value"))


def _typed(value: int | Decimal, known: Figure) -> int | Decimal:
    return int(value) if isinstance(known.default, int) else Decimal(value)
