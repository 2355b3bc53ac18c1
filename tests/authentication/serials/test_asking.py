"""The public question: match or no match, the same way to either, and 10,000 guesses get nowhere."""

import hashlib
import itertools
import time
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from authentication.models import MatchAttempt
from authentication.serials import journal, limits
from authentication.serials.asking import Answer, ask
from authentication.serials.recording import withdraw
from catalog.numbers import number_from
from tests.factories.catalog import draft_item, listed_item, sold_item
from tests.factories.people import staff
from tests.factories.serials import a_serial

pytestmark = pytest.mark.django_db
UNKNOWN = number_from(999_999)
HOME = "203.0.113.7"


class Clock:
    """Moves the cache's time and ours together."""

    def __init__(self) -> None:
        self.at = timezone.now()

    def __call__(self) -> float:
        return self.at.timestamp()

    def on(self, **step: int) -> datetime:
        """That much later."""
        self.at += timedelta(**step)
        return self.at


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(time, "time", clock)
    return clock


def test_match_and_no_match() -> None:
    item = sold_item()
    a_serial("K 123-456", item)
    assert ask(item.number, "k123456", HOME) == Answer.MATCH
    assert ask(item.number, "K123457", HOME) == Answer.NO_MATCH
    assert ask(UNKNOWN, "K123456", HOME) == Answer.NO_MATCH
    assert list(MatchAttempt.objects.order_by("pk").values_list("matched", flat=True)) == [True, False, False]


def test_what_is_not_told() -> None:
    never_offered, short, withdrawn = draft_item(), listed_item(), listed_item()
    a_serial("K123456", never_offered)
    a_serial("F", short, kind="code")
    withdraw(a_serial("M98765", withdrawn), staff(), "Misread.")
    asked = [(never_offered, "K123456"), (short, "F"), (withdrawn, "M98765")]
    assert [ask(item.number, text, HOME) for item, text in asked] == [Answer.NO_MATCH] * 3


def test_every_question_takes_the_same_way(monkeypatch: pytest.MonkeyPatch) -> None:
    item, numberless = listed_item(), listed_item()
    for kind, text in (("serial", "K123456"), ("movement", "M98765"), ("code", "SP0956")):
        a_serial(text, item, kind=kind)
    digested: list[int] = []
    scrypt = hashlib.scrypt

    def counted(*args: Any, **kwargs: Any) -> bytes:
        digested.append(kwargs["n"])
        return scrypt(*args, **kwargs)

    monkeypatch.setattr(hashlib, "scrypt", counted)
    seen = []
    cases = [(item, "K123456"), (item, "K000000"), (numberless, "K123456"), (None, "K123456"), (item, "F")]
    for place, (piece, text) in enumerate(cases):
        digested.clear()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            ask(piece.number if piece else UNKNOWN, text, f"203.0.113.{place}")
        seen.append((list(digested), [query["sql"].split(" ")[0] for query in queries]))
    assert all(one == seen[0] for one in seen)
    assert len(seen[0][0]) == 1


def test_ten_thousand_guesses_of_one_piece(clock: Clock) -> None:
    item = listed_item()
    a_serial("K123456", item)
    answers = []
    for guess in range(10_000):
        address = str(guess // 250 + 1) + f".0.{guess % 250}.1"  # each from another place, one a minute
        answers.append(ask(item.number, f"G{guess:06}", address, now=clock.on(minutes=1)))
    looked = len(answers) - answers.count(Answer.LATER)
    assert looked == MatchAttempt.objects.count() == limits.PER_ITEM_MONTH  # of seven days
    assert Answer.MATCH not in answers
    assert ask(item.number, "K123456", "198.51.100.1", now=clock.at) == Answer.LATER
    assert ask(item.number, "K123456", "198.51.100.2", now=clock.on(days=31)) == Answer.MATCH


def test_a_limit_spends_no_digest(monkeypatch: pytest.MonkeyPatch) -> None:
    item = listed_item()
    for n in range(limits.PER_ADDRESS_AND_ITEM_DAY):
        ask(item.number, f"G00000{n}", HOME)

    def refuse(*args: Any, **kwargs: Any) -> bytes:
        raise AssertionError("digested beyond the limit")

    monkeypatch.setattr(hashlib, "scrypt", refuse)
    assert ask(item.number, "K123456", HOME) == Answer.LATER
    assert MatchAttempt.objects.count() == limits.PER_ADDRESS_AND_ITEM_DAY


def test_one_place_can_neither_ask_on_nor_use_up_a_piece(clock: Clock) -> None:
    item = listed_item()
    a_serial("K123456", item)
    answers = [ask(item.number, f"G{n:06}", HOME, now=clock.at) for n in range(100)]
    assert len(answers) - answers.count(Answer.LATER) == limits.PER_ADDRESS_AND_ITEM_DAY
    assert ask(item.number, "K123456", "198.51.100.9", now=clock.at) == Answer.MATCH


def test_one_place_and_many_pieces(clock: Clock) -> None:
    numbers = (number_from(200_000 + n) for n in itertools.count())

    def asked() -> int:
        answers = [ask(next(numbers), "K123456", HOME, now=clock.at) for _ in range(50)]
        return len(answers) - answers.count(Answer.LATER)

    assert asked() == limits.PER_ADDRESS_HOUR
    rest = 0
    for _ in range(22):
        clock.on(hours=1)
        rest += asked()
    assert rest == limits.PER_ADDRESS_DAY - limits.PER_ADDRESS_HOUR
    clock.on(days=1)
    assert asked() == limits.PER_ADDRESS_HOUR


def test_all_places_together(clock: Clock) -> None:
    answers = [
        ask(number_from(300_000 + n), "K123456", f"10.{n >> 8}.{n & 255}.1", now=clock.on(seconds=3))
        for n in range(limits.ALL_HOUR + 50)
    ]
    assert answers.count(Answer.LATER) == 50
    assert ask(UNKNOWN, "K123456", "198.51.100.1", now=clock.on(hours=2)) == Answer.NO_MATCH


def test_the_journal_forgets_after_a_year(clock: Clock) -> None:
    ask(UNKNOWN, "K123456", HOME, now=clock.at)
    assert journal.prune(now=clock.on(days=364)) == 0
    assert journal.prune(now=clock.on(days=2)) == 1
    assert not MatchAttempt.objects.exists()


def test_never_many_at_once(clock: Clock) -> None:
    answers = [
        ask(number_from(400_000 + n), "K123456", f"10.{n}.0.1", now=clock.at)
        for n in range(limits.ALL_MINUTE + 5)
    ]
    assert answers.count(Answer.LATER) == 5
    assert ask(UNKNOWN, "K123456", "198.51.100.1", now=clock.on(seconds=61)) == Answer.NO_MATCH


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("fe80::1%eth0", "fe80::/64"),
        ("nonsense", "nonsense"),
    ],
)
def test_one_line_is_one_place(address: str, network: str) -> None:
    assert limits.network_of(address) == network


def test_the_page_answers_everybody() -> None:
    item = listed_item()
    a_serial("K123456", item)
    browser = Client()
    page = browser.get(reverse("match:of", args=[item.number]))
    assert item.number in page.content.decode()
    assert browser.get(reverse("match:of", args=[UNKNOWN])).status_code == 200
    said = {"K123456": "It matches", "K000000": "No match"}
    for typed, words in said.items():
        page = browser.post(reverse("match:ask"), {"item": item.number, "typed": typed})
        assert page.status_code == 200
        assert words in page.content.decode()
        assert typed not in page.content.decode()
        assert page["Cache-Control"] == "private, no-store"


def test_pages_of_no_match_differ_in_the_number_only() -> None:
    item = listed_item()
    a_serial("K123456", item)
    pages = []
    for number in (item.number, UNKNOWN):
        page = Client().post(reverse("match:ask"), {"item": number, "typed": "K000000"}).content.decode()
        pages.append(page.replace(number, "-").partition("<main")[2])
    assert without_token(pages[0]) == without_token(pages[1])


def without_token(page: str) -> str:
    """The form's token is another one each time."""
    head, _, rest = page.partition("csrfmiddlewaretoken")
    return head + rest.partition(">")[2]


def test_the_page_asks_to_wait() -> None:
    item = listed_item()
    told = {"item": item.number, "typed": "K000000"}
    codes = [Client().post(reverse("match:ask"), told).status_code for _ in range(6)]
    assert codes == [200] * 5 + [429]


@pytest.mark.parametrize(
    "told", [{"item": "P-104418-9", "typed": "K1"}, {"item": "P-104418-4"}, {}, {"typed": "K"}]
)
def test_a_form_that_is_no_question(told: dict[str, str]) -> None:
    assert Client().post(reverse("match:ask"), told).status_code == 422
    assert not MatchAttempt.objects.exists()
    assert not [key for key in getattr(cache, "_cache", {}) if "tries:match" in key]
