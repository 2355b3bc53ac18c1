"""One claim at the desk: what is read there, the step that is due, and what is refused with a sentence."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from catalog.models import Inclusion
from orders.promise import appointments
from orders.promise.desk import steps
from orders.promise.desk.access import claim_numbered
from orders.promise.models import Claim, Kind
from portero.core.mail.composing import compose
from portero.core.models import Mail
from tests.factories import claims as make
from tests.factories import returns
from tests.factories.catalog import listed_item
from tests.factories.people import at_work, staff

pytestmark = pytest.mark.django_db


def page_of(claim: Claim) -> str:
    return f"/staff/claims/{claim.number}/"


def read(client: Client, claim: Claim) -> str:
    answer = client.get(page_of(claim))
    assert answer.status_code == 200
    return answer.content.decode()


def mail_of(kind: str) -> str:
    mail = Mail.objects.get(kind=kind)
    compose(mail)
    return mail.text


@pytest.mark.parametrize(
    ("situation", "due", "others", "leads"),
    [
        (make.opened, "label", ["typed", "receive", "decline"], []),
        (lambda: make.opened(kind=Kind.CONDITION), "label", ["typed", "receive", "decline"], ["decide"]),
        (make.label_sent, "receive", [], []),
        (make.in_transit, "receive", ["lost"], []),
        (make.lost, "", ["receive", "lost_refund", "lost_close", "by_hand", "otherwise"], []),
        (make.received, "begin", [], ["inspect"]),
        (lambda: make.received(tag="PT-9"), "begin", [], ["inspect", "decide"]),
        (make.under_review, "", [], ["decide"]),
        (make.decided_authentic, "", ["confident", "not_confident"], []),
        (make.decided_condition, "", ["refund", "allowance"], []),
        (make.third_party, "", [], ["decide"]),
        (make.going_back_to_her, "send", ["back_label"], []),
        (make.sent_back, "delivered", ["undelivered", "lost"], []),
        (make.not_authentic, "", [], []),
        (make.declined, "", [], []),
    ],
)
def test_each_state_has_its_steps(
    situation: Callable[[], Claim], due: str, others: list[str], leads: list[str]
) -> None:
    claim = claim_numbered(situation().number)
    found = [lead.url.rstrip("/").rsplit("/", 1)[-1] for lead in steps.leads_of(claim)]
    assert (steps.next_of(claim), steps.others_of(claim), found) == (due, others, leads)


def test_everything_about_the_sale_is_read_in_one_place(
    care: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    order = make.certified_order()
    claim = make.received(make.in_transit(make.label_sent(make.opened(order))))
    page = read(care, claim)
    certificate = claim.item.certificates.get().number
    told = (make.DOUBT, order.number, "PT-4417", certificate, "version 1 when it was sold; now disputed")
    assert [words for words in told if words not in page] == []
    assert "Rubbing, front left corner, 4 mm, light" in page
    with django_assert_num_queries(6):
        claim_numbered(claim.number)


def test_the_report_is_that_of_the_day_of_the_sale(care: Client) -> None:
    order = make.certified_order()
    claim = make.opened(order)
    Inclusion.objects.create(item=claim.item, name="Found in the vault")
    assert "Found in the vault" not in read(care, claim)


def test_a_piece_without_a_certificate_has_the_record_of_today(care: Client) -> None:
    item = listed_item(grade="very_good")
    Inclusion.objects.create(item=item, name="Dust bag")
    page = read(care, make.opened(make.delivered_order(item)))
    assert "Very Good" in page
    assert "nothing was signed" in page
    assert "Dust bag" in page


def test_care_declines_with_a_reason_she_reads(care: Client) -> None:
    claim = make.opened()
    empty = care.post(page_of(claim), {"do": "decline", "reason": " "})
    assert empty.status_code == 422
    assert "Write it in a sentence or two." in empty.content.decode()
    assert make.fresh(claim).state == "opened"
    care.post(page_of(claim), {"do": "decline", "reason": "It is about the delivery."})
    assert (make.fresh(claim).state, make.fresh(claim).end_reason) == (
        "declined",
        "It is about the delivery.",
    )
    assert "It is about the delivery." in mail_of("claim_declined")


def test_a_label_bought_elsewhere_is_written_down_and_mailed(care: Client) -> None:
    claim = make.opened()
    told = {"carrier": "USPS", "tracking_number": "9400111899223197429011", "cost": "24.10"}
    care.post(page_of(claim), {"do": "typed", **told})
    assert make.fresh(claim).state == "label_sent"
    assert "9400111899223197429011" in read(care, claim)
    assert Mail.objects.filter(kind="claim_label").count() == 1


def test_a_wish_is_answered_with_a_time_by_mail(care: Client) -> None:
    claim = make.opened()
    appointments.wish(claim, "Any afternoon, by video.")
    # An hour that every day has once, also when the clocks change.
    at = (timezone.localtime() + timedelta(days=2)).replace(hour=15, minute=20, second=0, microsecond=0)
    late = care.post(page_of(claim), {"do": "appointment", "at": "2020-01-01T10:00", "note": "By video."})
    assert (late.status_code, make.fresh(claim).appointment_at) == (422, None)
    care.post(page_of(claim), {"do": "appointment", "at": f"{at:%Y-%m-%dT%H:%M}", "note": "By video."})
    answered = make.fresh(claim)
    assert answered.appointment_at == at
    assert "By video." in mail_of("claim_appointment")
    assert "appointment" not in steps.others_of(claim_numbered(claim.number))


def test_a_step_that_is_over_is_not_taken_again(care: Client) -> None:
    claim = make.declined()
    answer = care.post(page_of(claim), {"do": "label"}, follow=True)
    assert "It has moved on meanwhile." in answer.content.decode()
    assert make.fresh(claim).state == "declined"


@pytest.mark.parametrize(
    ("role", "situation", "verb"),
    [
        ("Fulfilment", make.opened, "decline"),
        ("Customer care", make.label_sent, "receive"),
        ("Fulfilment", make.received, "begin"),
        ("Customer care", make.in_transit, "lost"),
        ("Authenticator", make.going_back_to_her, "send"),
    ],
)
def test_a_step_of_another_role_is_refused(role: str, situation: Callable[[], Claim], verb: str) -> None:
    claim = situation()
    browser = at_work(staff(role, email="somebody@portero.example"))
    assert browser.post(page_of(claim), {"do": verb, "reason": "So."}).status_code == 403
    assert make.fresh(claim).state == claim.state
    assert f'value="{verb}"' not in read(browser, claim)


def test_it_changes_by_post_alone(care: Client) -> None:
    claim = make.opened()
    care.get(page_of(claim), {"do": "decline", "reason": "No."})
    assert make.fresh(claim).state == "opened"


@pytest.mark.parametrize("code", ["number", "label", "tag", "item"])
def test_a_scan_leads_to_the_claim(table: Client, code: str) -> None:
    claim = make.in_transit()
    label: Any = claim.label
    codes = {
        "number": claim.number.lower(),
        "label": f"42010021{label.tracking_number}"
        if len(label.tracking_number) > 20
        else label.tracking_number,
        "tag": make.TAG.lower(),
        "item": claim.item.number,
    }
    answer = table.get("/staff/claims/find/", {"code": codes[code]})
    assert (answer.status_code, answer["Location"]) == (302, page_of(claim))


def test_a_scan_of_something_else_says_so(table: Client) -> None:
    make.declined()
    answer = table.get("/staff/claims/find/", {"code": "9400111899223197429011"})
    assert (
        answer.status_code,
        "No claim that waits for a parcel and no return has 9400111899223197429011"
        in answer.content.decode(),
    ) == (
        404,
        True,
    )


def test_who_receives_it_has_it_and_she_is_told(table: Client) -> None:
    claim = make.in_transit()
    table.post(page_of(claim), {"do": "receive"})
    held = make.fresh(claim)
    assert (held.state, held.received_by) == ("received", make.unpacker())
    assert Mail.objects.filter(kind="claim_received").count() == 1


def test_the_way_back_takes_a_number_that_can_be_one(table: Client) -> None:
    claim = make.going_back_to_her()
    wrong = table.post(page_of(claim), {"do": "send", "carrier": "USPS", "tracking": "12"})
    assert (wrong.status_code, make.fresh(claim).back_sent_at) == (422, None)
    table.post(page_of(claim), {"do": "send", "carrier": "USPS", "tracking": "9405 5118 9956 0012 3400 00"})
    assert make.fresh(claim).back_tracking == "9405511899560012340000"
    table.post(page_of(claim), {"do": "delivered"})
    assert make.fresh(claim).state == "closed"


def test_accounting_gives_back_what_the_carrier_lost(care: Client) -> None:
    claim = make.in_transit()
    accounting = at_work(staff("Accounting", email="paul@portero.example"))
    accounting.post(page_of(claim), {"do": "lost", "reason": "The carrier has given it up."})
    accounting.post(page_of(claim), {"do": "lost_refund", "reason": "It won’t be found."})
    lost = make.fresh(claim)
    assert lost.refund is not None
    assert (lost.state, lost.refund.amount) == ("refunding", claim.order.total_incl_tax)
    assert "lost_refund" not in read(care, claim)


def test_who_may_not_review_is_named_before_the_case_is_opened(expert: Client) -> None:
    order = make.certified_order()
    claim = make.received(make.in_transit(make.label_sent(make.opened(order))))
    page = read(expert, claim)
    assert "anna@portero.example reviewed it before" in page
    assert "ines@portero.example unpacked it" in page
    expert.post(page_of(claim), {"do": "begin"})
    case = make.fresh(claim).case
    assert case is not None
    assert f"/staff/authentication/cases/{case.number}/" in read(expert, claim)


def test_another_pieces_outbound_picture_is_not_there(care: Client) -> None:
    claim = make.opened()
    other = make.delivered_order(listed_item(title="Kelly 28"), tag="PT-2")
    photo = other.shipments.get().lines.get().outbound_photos.first()
    assert photo is not None
    assert care.get(f"{page_of(claim)}outbound/{photo.pk}/medium.webp").status_code == 404


def test_a_return_scanned_here_leads_to_it_and_a_claim_scanned_there_to_the_claim(table: Client) -> None:
    ret = returns.in_transit(returns.approved(returns.requested()))
    claim = make.in_transit(order=make.delivered_order(listed_item(title="Kelly 28"), tag="PT-2"))
    here = table.get("/staff/claims/find/", {"code": ret.number})
    there = table.post(
        "/staff/return-desk/receive/", {"code": claim.label.tracking_number if claim.label else ""}
    )
    assert (here["Location"], there["Location"]) == (f"/staff/return-desk/{ret.number}/", page_of(claim))
    assert make.fresh(claim).state == "in_transit"


def test_the_page_of_its_order_leads_to_it(care: Client) -> None:
    claim = make.opened()
    page = care.get(f"/staff/order/order/{claim.order_id}/change/").content.decode()
    assert f'<a href="{page_of(claim)}">{claim.number}</a>: opened' in page


def test_the_page_is_as_many_queries_however_much_happened(
    care: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    claim = make.received()
    read(care, claim)
    with CaptureQueriesContext(connection) as before:
        read(care, claim)
    for _ in range(3):
        make.unpacked(claim)
        appointments.wish(claim, "Any afternoon.")
    with django_assert_num_queries(len(before)):
        read(care, claim)
