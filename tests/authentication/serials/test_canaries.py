"""A number, planted wherever one is typed, is found nowhere later: no row, cache, line of a log or error report."""

import io
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client, RequestFactory
from django.urls import reverse
from django.views.debug import get_exception_reporter_filter, technical_500_response

from authentication.serials import asking, entered, recording
from authentication.serials.lists import digest_waiting
from portero.core import audit
from portero.core.logs import DiscreetFormatter
from tests.factories.authentication import a_case, begun_review, found
from tests.factories.catalog import draft_item, listed_item
from tests.factories.people import at_work, staff
from tests.factories.serials import a_serial
from tests.payments.test_canaries import stored

pytestmark = pytest.mark.django_db
NUMBER = "ZQ77KX1234W"
WAYS = [NUMBER, NUMBER.lower(), "ZQ77 KX1234W", "ZQ77-KX1234W"]


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """Everything that is logged at any level, statements of the database with their values among it."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(DiscreetFormatter("%(name)s %(levelname)s %(message)s"))
    root, before = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    connection.force_debug_cursor = True
    yield stream
    connection.force_debug_cursor = False
    root.removeHandler(handler)
    root.setLevel(before)


def assert_kept_secret(lines: io.StringIO) -> None:
    told = stored() + lines.getvalue()
    assert [way for way in WAYS if way in told] == []


def test_what_everybody_asks(lines: io.StringIO) -> None:
    item = listed_item()
    a_serial(NUMBER, item)
    for typed in (NUMBER, "ZQ77 KX1234W", f"{NUMBER}9", *[NUMBER] * 6):
        Client().post(reverse("match:ask"), {"item": item.number, "typed": typed})
    Client().post(reverse("match:ask"), {"item": "nonsense", "typed": NUMBER})
    assert_kept_secret(lines)


def test_what_staff_type(lines: io.StringIO) -> None:
    anna, item = staff("Authenticator"), draft_item()
    browser, page = at_work(anna), reverse("numbers:piece", args=[item.number])
    told = {"do": "record", "kind": "serial", "text": NUMBER}
    assert browser.post(page, told).status_code == 302
    a_serial("ZQ77 KX1234W", draft_item())
    assert browser.post(page, told | {"kind": "nonsense"}).status_code == 422
    browser.post(page, {"do": "show", "row": item.pk})
    browser.post(reverse("codes:tool"), {"designer": "Hermès", "text": NUMBER})
    browser.post(reverse("codes:reading"), {"item": item.number, "text": NUMBER})
    assert_kept_secret(lines)


def test_what_a_reviewer_enters(lines: io.StringIO) -> None:
    review = begun_review(a_case(draft_item()))
    found(review)
    finding = review.findings.get(check_made__code="code")
    finding.entered = entered.kept(finding.check_made, NUMBER)
    finding.save()
    entered.record_from(review)
    assert_kept_secret(lines)


def test_what_a_list_holds(lines: io.StringIO) -> None:
    browser = at_work(staff("Administrator"))
    for rows in (f"{NUMBER},stolen\n{NUMBER},borrowed\n", f"{NUMBER},borrowed\n"):
        file = SimpleUploadedFile("list.csv", f"number,why\n{rows}".encode())
        browser.post(reverse("numbers:lists"), {"name": "Register", "file": file})
    assert digest_waiting() == 1
    assert_kept_secret(lines)


def test_an_error_while_it_is_compared(lines: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(text: str) -> str:
        raise RuntimeError("out of memory")

    monkeypatch.setattr(asking, "slow_digest", fails)
    monkeypatch.setattr(recording, "slow_digest", fails)
    item = listed_item()
    browser = Client(raise_request_exception=False)
    answer = browser.post(reverse("match:ask"), {"item": item.number, "typed": NUMBER})
    assert (answer.status_code, NUMBER in answer.content.decode()) == (500, False)
    anna = at_work(staff("Authenticator"))
    anna.raise_request_exception = False
    told = {"do": "record", "kind": "serial", "text": NUMBER}
    assert anna.post(reverse("numbers:piece", args=[item.number]), told).status_code == 500
    assert_kept_secret(lines)


def test_the_error_report_names_no_value() -> None:
    request: Any = RequestFactory().post("/match/", {"item": "P-104418-4", "typed": NUMBER})
    try:
        raise RuntimeError("broken")
    except RuntimeError as error:
        report = technical_500_response(request, type(error), error, error.__traceback__).content.decode()
    assert get_exception_reporter_filter(request).is_active(request)
    assert NUMBER not in report


def test_the_trail_masks_a_serial() -> None:
    entry = audit.record("test.happened", "x", serial=NUMBER, serial_number=NUMBER, old_serials=[NUMBER])
    assert NUMBER not in str(entry.data)


def test_canary_what_is_stored_or_logged_would_be_found(lines: io.StringIO) -> None:
    logging.getLogger("planted").debug("asked for %s", NUMBER)
    with pytest.raises(AssertionError):
        assert_kept_secret(lines)
    with connection.cursor() as cursor:
        cursor.execute("create table planted (word text)")
        cursor.execute("insert into planted values (%s)", ["zq77kx1234w"])
    with pytest.raises(AssertionError):
        assert_kept_secret(io.StringIO())
