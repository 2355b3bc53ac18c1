"""The staff's pages of a consigned piece: from the label to the shelf by their buttons, and who may press them."""

import re
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from authentication.cases import closing, standing
from catalog import custody
from catalog.models import VaultPlace
from consignment.covenant import consents
from consignment.logistics import inbound
from consignment.models import Consignment, Journey, PriceConsent
from consignment.pieces import leaving
from tests.factories import consignment as make
from tests.factories.catalog import a_category, a_designer
from tests.factories.people import at_work, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private")]
S = Consignment.State
LABEL = {"do": "label", "carrier": "USPS", "tracking_number": "9400111899", "cost": "24.10"}
HOME = {
    "name": "Mara Lindqvist",
    "street1": "118 Wooster Street",
    "city": "New York",
    "state": "NY",
    "postcode": "10012",
    "phone": "2125550177",
}


@pytest.fixture
def vera() -> Client:
    return at_work(make.manager())


def page_of(consignment: Any) -> str:
    return reverse("consigned:one", args=[consignment.agreement.number])


def picture() -> SimpleUploadedFile:
    file = BytesIO()
    Image.new("RGB", (640, 800), "#c9b38f").save(file, "JPEG")
    return SimpleUploadedFile("kelly.jpg", file.getvalue(), "image/jpeg")


def state_of(consignment: Any) -> str:
    return str(make.fresh(consignment).state)


def test_from_the_label_to_the_shelf_by_the_buttons(vera: Client) -> None:
    consignment = make.agreed()
    inbound.begin(consignment)
    page = page_of(consignment)
    vera.post(page, {"do": "address", **HOME})
    assert vera.post(page, LABEL).status_code == 302
    assert state_of(consignment) == S.AWAITED
    designer, category = a_designer(), a_category()
    told = {"designer": designer.pk, "category": category.pk, "title": "Kelly 28 in Gold Togo"}
    told |= {"came": "Kelly 28\nBox", "missing": "Dust bag", "condition": "Light rubbing."}
    answer = vera.post(page, {"do": "receive", **told, "photos": [picture(), picture()]})
    assert answer.status_code == 302
    here = make.fresh(consignment)
    assert (here.state, here.receipts.get().photos.count()) == (S.RECEIVED, 2)
    make.judged(here, "authentic")
    verdict = {
        "bucket": "rarity",
        "bucket_reason": "Rare.",
        "description": "A Kelly 28.",
    }
    vera.post(page, {"do": "judge", **verdict})
    assert b"Photographs are missing" in vera.get(page).content
    make.reported(here.item)
    for verb in ({"do": "prepared"}, {"do": "approve", "price": "8,000"}, {"do": "publish"}):
        assert vera.post(page, verb).status_code == 302, verb
    assert (state_of(consignment), make.fresh(consignment).item.state) == (S.LISTED, "listed")
    assert vera.get(page).status_code == 200


def test_the_page_has_one_filled_button(vera: Client) -> None:
    for consignment in (make.with_label(make.agreed()), make.prepared()):
        assert vera.get(page_of(consignment)).content.count(b'data-kind="go"') == 1


def test_a_wrong_price_stands_beside_its_form(vera: Client) -> None:
    consignment = make.prepared()
    answer = vera.post(page_of(consignment), {"do": "approve", "price": "9,000"})
    assert (answer.status_code, state_of(consignment)) == (422, S.PREPARED)
    assert "The covenant allows $8,000" in answer.content.decode()


def test_a_verb_whose_time_is_over_changes_nothing(vera: Client) -> None:
    consignment = make.received()
    assert vera.post(page_of(consignment), {"do": "publish"}).status_code == 302
    assert state_of(consignment) == S.RECEIVED


def test_her_pictures_are_one_click_from_the_piece_for_those_who_may_see_them(vera: Client) -> None:
    consignment = make.received()
    where = reverse("submissions:one", args=[consignment.agreement.offer.submission.number])
    assert where in vera.get(page_of(consignment)).content.decode()
    omar = at_work(staff("Fulfilment"))
    assert where not in omar.get(page_of(consignment)).content.decode()


def test_while_it_is_reviewed_the_bench_shows_how_far_it_is_and_waits(vera: Client) -> None:
    consignment = make.received()
    case: Any = standing.under_review(consignment.item.pk)
    shown = vera.get(page_of(consignment)).content
    assert (case.number.encode() in shown, b'data-kind="go"' in shown) == (True, False)
    closing.close(case.pk, reason="Opened for the wrong piece.", actor=make.manager())
    vera.post(page_of(consignment), {"do": "examine"})
    again: Any = standing.under_review(consignment.item.pk)
    assert (again.kind, again.pk == case.pk) == ("intake", False)


def test_fulfilment_receives_and_no_more() -> None:
    omar = at_work(staff("Fulfilment"))
    consignment = make.received()
    answer = omar.post(page_of(consignment), {"do": "reject", "said": "Not for us."})
    assert (answer.status_code, state_of(consignment)) == (403, S.RECEIVED)
    assert b'value="reject"' not in omar.get(page_of(consignment)).content


def test_the_photographer_sees_what_is_to_photograph() -> None:
    piet = at_work(staff("Photographer"))
    consignment = make.cleared()
    assert consignment.item.number in piet.get(reverse("consigned:prepare")).content.decode()
    assert piet.get(reverse("consigned:approve")).status_code == 403


def test_a_scan_finds_its_piece(vera: Client) -> None:
    consignment = make.received()
    for code in (consignment.agreement.number.lower(), consignment.item.number):
        answer = vera.get(reverse("consigned:find"), {"code": code})
        assert answer["Location"] == page_of(consignment)
    label = consignment.journeys.get().label.tracking_number
    assert vera.get(reverse("consigned:find"), {"code": label})["Location"] == page_of(consignment)
    assert vera.get(reverse("consigned:find"), {"code": "9400"}).status_code == 404


def test_what_is_kept_has_a_queue_and_lifting_is_no_step_of_the_day(vera: Client) -> None:
    consignment = make.received()
    leaving.hold(consignment.pk, actor=make.manager(), reason="The stamp isn't the house's.")
    assert consignment.agreement.number in vera.get(reverse("consigned:kept")).content.decode()
    answer = vera.get(page_of(consignment))
    assert (answer.context["next"], [verb.name for verb, _ in answer.context["others"]]) == (None, ["lift"])
    assert "<b>Legal hold</b>" in answer.content.decode()
    Journey.objects.filter(consignment=consignment).update(address=make.HOME)
    vera.post(page_of(consignment), {"do": "lift", "said": "The house confirmed it."})
    assert vera.get(page_of(consignment)).context["next"][0].name == "buy"


def test_a_question_about_the_price_is_taken_back(vera: Client) -> None:
    consignment = make.listed()
    consents.ask(consignment.pk, Decimal(7500), why="Two like it.", actor=make.manager())
    page = vera.get(page_of(consignment)).content
    assert (b'value="ask"' in page, b'value="recall"' in page) == (False, True)
    vera.post(page_of(consignment), {"do": "recall"})
    assert PriceConsent.objects.get().answer == PriceConsent.Answer.RECALLED
    assert b'value="ask"' in vera.get(page_of(consignment)).content


def test_no_two_fields_of_a_piece_s_page_share_a_label(vera: Client) -> None:
    page = vera.get(page_of(make.received())).content.decode()
    fields = re.findall(r'<textarea[^>]* id="([^"]+)"', page)
    assert fields == ["reject_said", "withdraw_said", "hold_said"]


def test_the_queues_hold_each_piece_once(vera: Client) -> None:
    consignment = make.received()
    leaving.reject(consignment.pk, actor=make.manager(), reason="Not our standard.")
    number = consignment.agreement.number
    assert number in vera.get(reverse("consigned:send-back")).content.decode()
    assert number not in vera.get(reverse("consigned:review")).content.decode()
    assert number not in vera.get(reverse("consigned:send-back"), {"q": "nobody"}).content.decode()


def test_the_page_of_a_queue_costs_the_same_however_much_waits(
    vera: Client, django_assert_max_num_queries: Any
) -> None:
    make.received()
    vera.get(reverse("consigned:review"))
    make.received()
    make.received()
    with django_assert_max_num_queries(40):
        vera.get(reverse("consigned:review"))


def test_two_scans_move_a_piece(vera: Client) -> None:
    item = make.received().item
    vera.post(reverse("vault:shelf", args=["new"]), {"code": "a-03-2"})
    shelf = VaultPlace.objects.get()
    assert shelf.code == "A-03-2"
    vera.post(reverse("vault:vault"), {"piece": item.number, "shelf": "A-03-2"})
    where: Any = custody.custody_of(item)
    assert (where.place, where.given_by) == (shelf, make.manager())
    assert item.number in vera.get(reverse("vault:shelf", args=["A-03-2"])).content.decode()
    vera.post(reverse("vault:shelf", args=["A-03-2"]), {"do": "close"})
    shelf.refresh_from_db()
    assert shelf.is_active
    log = vera.get(reverse("vault:piece", args=[item.number])).content.decode()
    assert "In the vault, shelf A-03-2" in log


@pytest.mark.parametrize(("piece", "shelf"), [("P-000000-0", "A-1"), ("{number}", "B-9")])
def test_a_scan_of_nothing_of_ours_moves_nothing(vera: Client, piece: str, shelf: str) -> None:
    VaultPlace.objects.create(code="A-1")
    item = make.received().item
    before = custody.custody_of(item)
    told = {"piece": piece.format(number=item.number), "shelf": shelf}
    assert vera.post(reverse("vault:vault"), told).status_code == 422
    assert custody.custody_of(item) == before


def test_labels_of_pieces_and_shelves_are_printed(vera: Client) -> None:
    VaultPlace.objects.create(code="A-1")
    item = make.received().item
    answer = vera.get(reverse("vault:labels"), {"piece": item.number, "shelf": "A-1"})
    assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
    assert vera.get(reverse("vault:labels")).status_code == 302
