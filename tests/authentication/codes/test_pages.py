"""The code reader on the staff site, and the part that the workbench asks for."""

import pytest
from django.urls import reverse

from tests.factories import catalog as make
from tests.factories.people import at_work, staff

pytestmark = pytest.mark.django_db


def test_a_code_is_read_against_what_is_typed() -> None:
    browser = at_work(staff("Authenticator"))
    told = {"designer": "Hermès", "text": "[F]", "year": "2015"}
    page = browser.post(reverse("codes:tool"), told)
    assert page.status_code == 200
    assert b"The code says 2002, but 2015 is claimed, 13 years away." in page.content
    assert b"Independent guides agree." in page.content
    assert "no-store" in page["Cache-Control"]


def test_a_form_without_a_code_is_asked_again() -> None:
    page = at_work(staff("Authenticator")).post(reverse("codes:tool"), {"designer": "Rolex"})
    assert page.status_code == 422


def test_the_workbench_gets_a_part_for_its_piece() -> None:
    item = make.draft_item(year=2002)
    browser = at_work(staff("Authenticator"))
    part = browser.post(reverse("codes:reading"), {"item": item.number, "text": "[F]"})
    assert part.status_code == 200
    assert b"The code says 2002, and 2002 is claimed." in part.content
    assert b"<html" not in part.content


@pytest.mark.parametrize("number", ["", "P-000000-0", "nonsense"])
def test_no_part_for_a_piece_that_isnt_there(number: str) -> None:
    browser = at_work(staff("Authenticator"))
    assert browser.post(reverse("codes:reading"), {"item": number, "text": "[F]"}).status_code == 404


def test_markup_that_is_typed_is_shown_as_text() -> None:
    page = at_work(staff("Authenticator")).post(
        reverse("codes:tool"), {"designer": "<script>alert(1)</script>", "text": "<b>x"}
    )
    assert b"<script>alert(1)" not in page.content
