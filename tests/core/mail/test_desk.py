"""Staff see every mail as its reader gets it, in frames that run nothing."""

from html import escape

import pytest
from django.test import Client
from django.urls import reverse

from portero.core.mail.samples import all_declared, letter_of
from tests.factories.people import at_work, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def care() -> Client:
    return at_work(staff("Customer care"))


def test_all_mails_are_listed_with_their_cases(care: Client) -> None:
    page = care.get(reverse("mails:all")).content.decode()
    for kind, mail in all_declared().items():
        address = reverse("mails:one", args=[kind])
        for sample in mail.samples:
            assert f'{address}{f"?case={sample.slug}" if sample.slug else ""}"' in page
        assert mail.when in page.replace("&#x27;", "'").replace("’", "'") or escape(mail.when) in page


def test_a_mail_is_shown_in_both_widths_and_as_text(care: Client) -> None:
    sample = all_declared()["refund_done"].samples[1]
    letter = letter_of("refund_done", sample)
    page = care.get(reverse("mails:one", args=["refund_done"]), {"case": sample.slug}).content.decode()
    assert page.count(f'sandbox="allow-popups" srcdoc="{escape(letter.html)}"') == 2
    assert escape(letter.text) in page
    assert escape(letter.subject) in page


def test_the_first_case_is_shown_if_none_is_chosen(care: Client) -> None:
    answer = care.get(reverse("mails:one", args=["wire_reminder"]))
    assert answer.context["sample"].name == "nothing came"


@pytest.mark.parametrize(("kind", "case"), [("nobody_knows_it", ""), ("refund_done", "nobody-knows-it")])
def test_what_nobody_declared_is_not_there(care: Client, kind: str, case: str) -> None:
    assert care.get(reverse("mails:one", args=[kind]), {"case": case}).status_code == 404
