"""The weekly figures: each parcel once, in its week; and why a promise was broken."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from orders.fulfilment import weeks
from orders.fulfilment.models import Breach
from orders.fulfilment.packing import mark_shipped
from orders.fulfilment.sweep import sweep
from portero.core.models import Mail
from tests.factories.orders import confirmed_order
from tests.factories.parcels import pack
from tests.factories.people import at_work, staff
from tests.fulfilment.conftest import CONFIRMED

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def shipped(hours: int, *, weeks_ago: int = 0) -> None:
    at = CONFIRMED - timedelta(weeks=weeks_ago)
    packed = pack(confirmed_order(at=at).shipments.get(), None, f"T-{hours}", at=at + HOUR)
    mark_shipped(packed, None, "9400111899223", at=at + hours * HOUR)


def test_numerator_and_denominator_week_by_week() -> None:
    shipped(10)
    shipped(40)
    shipped(50)
    shipped(20, weeks_ago=1)
    confirmed_order(at=CONFIRMED)
    sweep(now=CONFIRMED + 49 * HOUR)
    this, last, before = weeks.weeks(CONFIRMED + 49 * HOUR, back=3)
    assert (this.monday, this.on_time, this.decided, this.late, this.share) == (
        date(2026, 11, 16), 2, 4, 2, "50.0%",
    )  # fmt: skip
    assert (this.hours, last.on_time, last.decided, last.hours) == ("40 h", 1, 1, "20 h")
    assert (before.decided, before.share, before.hours) == (0, "", "")


@pytest.mark.usefixtures("in_2026")
def test_the_manager_is_told_and_writes_down_why() -> None:
    boss = staff("Administrator", email="boss@portero.example")
    confirmed_order(at=CONFIRMED)
    sweep(now=CONFIRMED + 49 * HOUR)
    mail = Mail.objects.get(kind="ship_by_missed")
    assert (mail.to, "Thu 19 Nov, 3:18 pm ET" in mail.subject) == ("boss@portero.example", True)
    breach = Breach.objects.get()
    page = at_work(boss).get(reverse("fulfilment:weeks"))
    assert breach.shipment.number in page.content.decode()
    at_work(boss).post(reverse("fulfilment:breach", args=[breach.pk]), {"cause": "The scanner was broken."})
    breach.refresh_from_db()
    assert (breach.cause, breach.explained_by) == ("The scanner was broken.", boss)
    assert not weeks.to_explain().exists()


@pytest.mark.parametrize("cause", ["", "   "])
def test_a_cause_has_words_and_is_written_once(cause: str) -> None:
    boss = staff("Administrator")
    confirmed_order(at=CONFIRMED)
    sweep(now=CONFIRMED + 49 * HOUR)
    breach = Breach.objects.get()
    with pytest.raises(weeks.ExplanationRefused, match="Why was it late"):
        weeks.explain(breach.pk, cause=cause, actor=boss)
    weeks.explain(breach.pk, cause="Snow.", actor=boss)
    with pytest.raises(weeks.ExplanationRefused, match="already: Snow"):
        weeks.explain(breach.pk, cause="Rain.", actor=boss)
    breach.refresh_from_db()
    assert breach.cause == "Snow."
