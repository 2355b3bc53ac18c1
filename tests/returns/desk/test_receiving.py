"""A parcel at the desk: whatever the scanner reads finds its return, and the return is here."""

import pytest
from django.test import Client

from orders.returns import losing
from portero.core.models import Mail
from tests.factories import returns as make

pytestmark = pytest.mark.django_db
SCAN = "/staff/return-desk/receive/"


@pytest.mark.parametrize("form", ["{number}", "{lower}", "{tracking}", "420100211234{tracking}", "{spaced}"])
def test_label_tracking_or_return_number(bench: Client, form: str) -> None:
    ret = make.in_transit()
    assert ret.label is not None
    tracking = ret.label.tracking_number
    code = form.format(
        number=ret.number,
        lower=ret.number.lower(),
        tracking=tracking,
        spaced=f"{tracking[:4]} {tracking[4:]}",
    )
    answer = bench.post(SCAN, {"code": code})
    assert answer["Location"] == f"/staff/return-desk/{ret.number}/"
    ret = make.fresh(ret)
    assert (ret.state, ret.received_by) == ("received", make.bench())
    assert Mail.objects.filter(kind="return_received").count() == 1


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("?", "letters and digits"),
        ("", "letters and digits"),
        ("9400111899223197429099", "No return of ours"),
    ],
)
def test_what_is_no_return_is_said(bench: Client, code: str, why: str) -> None:
    ret = make.in_transit()
    answer = bench.post(SCAN, {"code": code})
    assert (answer.status_code, why in answer.content.decode()) == (422, True)
    assert make.fresh(ret).state == "in_transit"


def test_scanned_twice_is_once(bench: Client) -> None:
    ret = make.received()
    at = ret.received_at
    answer = bench.post(SCAN, {"code": ret.number}, follow=True)
    assert "It is here already." in answer.content.decode()
    assert make.fresh(ret).received_at == at


def test_one_that_nobody_approved_is_refused(bench: Client) -> None:
    ret = make.requested()
    answer = bench.post(SCAN, {"code": ret.number})
    assert (answer.status_code, "was never approved" in answer.content.decode()) == (422, True)
    assert make.fresh(ret).state == "requested"


def test_one_given_up_as_lost_turns_up(bench: Client) -> None:
    ret = make.lost(refund=True)
    piece = ret.pieces.get()
    page = bench.post(SCAN, {"code": ret.number}, follow=True).content.decode()
    assert "Say at each piece that is here that it turned up." in page
    bench.post(f"/staff/return-desk/{ret.number}/{piece.pk}/", {"do": "turned_up"})
    piece.refresh_from_db()
    assert piece.came_back_at is not None
    assert make.fresh(ret).state == "refunding"


def test_one_closed_as_lost_without_money_is_received(bench: Client) -> None:
    ret = losing.close(make.lost(), actor=make.manager(), reason="Never posted.")
    bench.post(SCAN, {"code": ret.number})
    assert (make.fresh(ret).state, ret.pieces.get().verdict) == ("received", "")


def test_what_is_awaited_stands_beside_it(bench: Client) -> None:
    ret = make.approved()
    assert ret.label is not None
    assert ret.label.tracking_number in bench.get(SCAN).content.decode()


def test_care_receives_nothing(care: Client) -> None:
    ret = make.in_transit()
    assert care.get(SCAN).status_code == 403
    assert care.post(SCAN, {"code": ret.number}).status_code == 403
    assert make.fresh(ret).state == "in_transit"
