"""The inspection table: pictures beside the outbound set, the tag compared, verdicts, a second person, the way back."""

import io
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from catalog.models import Inclusion
from orders.payments.models import Refund
from orders.returns import pictures
from orders.returns.models import Return, ReturnPhoto, ReturnPiece
from orders.returns.states import ReturnRefused
from portero.core.models import Mail
from tests.factories import returns as make
from tests.factories.catalog import listed_item
from tests.factories.people import at_work, staff

pytestmark = pytest.mark.django_db
AS_IT_LEFT = {"unused": "on", "undamaged": "on", "packaging": "on"}


def piece_of(ret: Return) -> ReturnPiece:
    return ret.pieces.select_related("item__category", "shipment_line__packed", "ret").get()


def page_of(piece: ReturnPiece) -> str:
    return f"/staff/return-desk/{piece.ret.number}/{piece.pk}/"


def picture(colour: str = "navy") -> SimpleUploadedFile:
    kept = io.BytesIO()
    Image.new("RGB", (600, 750), colour).save(kept, "JPEG")
    return SimpleUploadedFile("front.jpg", kept.getvalue(), "image/jpeg")


def field_of(piece: ReturnPiece, shot: str = "front") -> str:
    return f"photo-{piece.shipment_line_id}-{shot}"


def post(browser: Client, piece: ReturnPiece, do: str, **told: Any) -> tuple[int, str]:
    answer = browser.post(page_of(piece), {"do": do, **told}, follow=True)
    piece.refresh_from_db()
    return answer.status_code, answer.content.decode()


def test_a_picture_is_kept_as_it_comes_and_replaced(bench: Client, care: Client) -> None:
    piece = piece_of(make.received())
    told: dict[str, Any] = {field_of(piece): picture(), "tag": "PT-1"}
    status, page = post(bench, piece, "photos", **told)
    first = ReturnPhoto.objects.get()
    assert (status, first.shot, first.taken_by) == (200, "front", make.bench())
    assert 'value="PT-1"' in page
    post(bench, piece, "photos", **{field_of(piece): picture("olive")})
    second = ReturnPhoto.objects.get()
    assert second.sha256 != first.sha256
    for size in ("small", "medium", "full"):
        answer = care.get(f"/staff/return-desk/photos/{second.pk}/{size}.webp")
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
    assert care.get(f"/staff/return-desk/photos/{second.pk}/huge.webp").status_code == 404


def test_what_is_no_picture_is_said_beside_its_shot(bench: Client) -> None:
    piece = piece_of(make.received())
    broken = SimpleUploadedFile("front.jpg", b"no picture", "image/jpeg")
    status, page = post(bench, piece, "found", **{field_of(piece): broken, "tag": "T"}, **AS_IT_LEFT)
    assert status == 422
    assert "as a picture" in page
    assert (ReturnPhoto.objects.count(), piece.found_at) == (0, None)


def test_a_shot_that_is_not_asked_for_and_another_piece_are_left_alone(bench: Client) -> None:
    piece, other = piece_of(make.received()), piece_of(make.received())
    assert post(bench, piece, "photos", **{field_of(piece, "selfie"): picture()})[0] == 422
    assert post(bench, piece, "photos", **{field_of(other): picture()})[0] == 200
    assert not ReturnPhoto.objects.exists()


@pytest.mark.parametrize("made", [make.in_transit, make.accepted])
def test_no_picture_before_it_is_here_or_after_its_verdict(made: Any) -> None:
    piece = piece_of(made())
    before = ReturnPhoto.objects.count()
    with pytest.raises(ReturnRefused):
        pictures.add(piece, "front", io.BytesIO(picture().read()), "front.jpg", actor=make.bench())
    assert ReturnPhoto.objects.count() == before


@pytest.mark.parametrize(
    ("typed", "matches"), [("T-{}-1", True), (" t-{}-1 ", True), ("T-{}-2", False), ("", False)]
)
def test_the_tag_is_compared(bench: Client, typed: str, matches: bool) -> None:
    piece = piece_of(make.received())
    tag = typed.format(piece.ret.order.number)
    _, page = post(bench, piece, "found", tag=tag, **AS_IT_LEFT)
    assert (piece.tag_found, piece.tag_matches, piece.found_by) == (tag.strip(), matches, make.bench())
    assert ("The rules would accept it." in page) == matches
    assert ("Its security tag is missing" in page) != matches


def test_what_was_packed_with_it_is_ticked(bench: Client) -> None:
    item = listed_item()
    for name in ("Box", "Dust bag"):
        Inclusion.objects.create(item=item, name=name)
    piece = piece_of(_received(item))
    left = piece.shipment_line.packed
    names = {name: f"in-{n}" for n, name in enumerate(left.included)}
    _, page = post(bench, piece, "found", tag=left.security_tag, **AS_IT_LEFT, **{names["Box"]: "on"})
    assert "Not there: Dust bag." in page
    assert (piece.inclusions, piece.unused) == (False, True)
    post(bench, piece, "found", tag=left.security_tag, **AS_IT_LEFT, **dict.fromkeys(names.values(), "on"))
    assert piece.inclusions is True


def test_accepted_its_money_goes_back_and_it_is_a_draft(bench: Client) -> None:
    piece = piece_of(make.inspected())
    _, page = post(bench, piece, "accept", reason="")
    assert f"{piece.item.number} is accepted." in page
    assert (piece.verdict, piece.verdict_by, piece.item.state) == ("accepted", make.bench(), "draft")
    assert Refund.objects.get() == make.fresh(piece.ret).refund


def test_it_is_not_accepted_before_every_picture_is_taken(bench: Client) -> None:
    piece = piece_of(make.received())
    tag = piece.shipment_line.packed.security_tag
    post(bench, piece, "found", tag=tag, **AS_IT_LEFT)
    status, page = post(bench, piece, "accept", reason="")
    assert (status, "Not photographed: Front, Back" in page) == (422, True)
    assert (piece.verdict, Refund.objects.count()) == ("", 0)


def test_refused_with_a_reason_that_she_reads(bench: Client) -> None:
    piece = piece_of(make.inspected())
    assert post(bench, piece, "refuse", reason="")[0] == 422
    assert piece.verdict == ""
    post(bench, piece, "refuse", reason="The sole is scuffed.")
    assert (piece.verdict, piece.verdict_reason) == ("refused", "The sole is scuffed.")
    assert Mail.objects.filter(kind="return_refused").count() == 1
    assert not Refund.objects.exists()


def test_without_its_tag_a_second_person_accepts_it_with_a_reason(bench: Client, manager: Client) -> None:
    piece = piece_of(make.inspected(tag="PT-9999"))
    page = bench.get(page_of(piece)).content.decode()
    assert "Only a manager who didn’t inspect it can accept it" in page
    assert bench.post(page_of(piece), {"do": "accept", "reason": "I know it."}).status_code == 403
    assert post(manager, piece, "accept", reason="")[0] == 422
    assert (piece.verdict, Refund.objects.count()) == ("", 0)
    post(manager, piece, "accept", reason="Its serial is the one we sent.")
    assert (piece.verdict, piece.verdict_by) == ("accepted", make.manager())


def test_the_manager_who_inspected_it_is_no_second_person(manager: Client) -> None:
    piece = piece_of(make.inspected(tag="PT-9999"))
    post(manager, piece, "found", tag="PT-9999", **AS_IT_LEFT)
    status, page = post(manager, piece, "accept", reason="Its serial is the one we sent.")
    assert (status, "Only a manager who didn’t inspect it" in page) == (422, True)
    assert (piece.verdict, Refund.objects.count()) == ("", 0)


def test_a_refused_piece_goes_back_and_is_hers_again(bench: Client) -> None:
    piece = piece_of(make.refused())
    assert post(bench, piece, "send", carrier="USPS", tracking_number="12")[0] == 422
    assert piece.sent_back_at is None
    _, page = post(bench, piece, "send", carrier="USPS", tracking_number="9400 1118 9922 3857 2634 99")
    assert (piece.back_carrier, piece.back_tracking) == ("USPS", "9400111899223857263499")
    assert "She has it again" in page
    post(bench, piece, "delivered")
    assert piece.back_at is not None
    assert make.fresh(piece.ret).state == "closed"


def test_it_comes_back_to_the_bench_and_accounting_gives_it_up(bench: Client, manager: Client) -> None:
    piece = piece_of(make.sent_back())
    page = bench.get(page_of(piece)).content.decode()
    assert ("It came back to us" in page, "It is lost on its way back" in page) == (True, False)
    _, page = post(bench, piece, "came_back")
    assert (piece.sent_back_at, "It is with the carrier" in page) == (None, True)
    make.sent_back(piece.ret)
    assert bench.post(page_of(piece), {"do": "lost_back", "reason": "Gone."}).status_code == 403
    assert post(manager, piece, "lost_back", reason="")[0] == 422
    assert piece.back_lost_at is None
    post(manager, piece, "lost_back", reason="The carrier has paid.")
    assert (piece.back_lost_at is None, make.fresh(piece.ret).state) == (False, "closed")


@pytest.mark.parametrize("do", ["found", "accept", "refuse", "photos"])
def test_care_looks_and_inspects_nothing(care: Client, do: str) -> None:
    piece = piece_of(make.inspected())
    page = care.get(page_of(piece)).content.decode()
    assert "As it came back" in page
    assert "Write down what I found" not in page
    assert care.post(page_of(piece), {"do": do, "reason": "Because."}).status_code == 403
    piece.refresh_from_db()
    assert (piece.verdict, piece.found_by) == ("", make.bench())


@pytest.mark.parametrize("role", ["Consignment manager", "Accounting", "Customer care"])
def test_whoever_sees_the_return_sees_how_its_piece_left(role: str) -> None:
    piece, other = piece_of(make.received()), piece_of(make.received())
    photo = piece.shipment_line.outbound_photos.first()
    assert photo is not None
    storages["private"].save(photo.file, ContentFile(picture().read()))
    browser = at_work(staff(role, email="vera@portero.example"))
    address = f"/staff/return-desk/{piece.ret.number}/left/{photo.pk}"
    assert f"{address}/medium.webp" in browser.get(page_of(piece)).content.decode()
    assert browser.get(f"{address}/full.webp")["Content-Type"] == "image/webp"
    elsewhere = f"/staff/return-desk/{other.ret.number}/left/{photo.pk}/full.webp"
    assert browser.get(elsewhere).status_code == 404


def test_a_photographer_sees_nothing_of_it() -> None:
    piece = piece_of(make.received())
    browser = at_work(staff("Photographer", email="pia@portero.example"))
    assert browser.get(page_of(piece)).status_code == 403


def test_a_piece_of_another_return_is_not_here(bench: Client) -> None:
    piece, other = piece_of(make.received()), make.received()
    assert bench.get(f"/staff/return-desk/{other.number}/{piece.pk}/").status_code == 404


def test_the_table_costs_the_same_however_many_pictures(bench: Client) -> None:
    bare, full = piece_of(make.received()), piece_of(make.inspected())
    asked = []
    for piece in (bare, bare, full):
        with CaptureQueriesContext(connection) as queries:
            bench.get(page_of(piece))
        asked.append(len(queries))
    assert asked[1] == asked[2]


def _received(item: Any) -> Return:
    asked = make.requested(make.shipped_order(item))
    return make.received(make.in_transit(make.approved(asked)))
