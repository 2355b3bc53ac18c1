"""Her claim's page: where it stands, whose turn it is, and what she answers; strangers see nothing."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from logistics.models import Label
from orders.access import token_for
from orders.books.splitting import SplitRefused
from orders.promise import money
from orders.promise.models import Claim, Kind
from orders.promise.shown import words_of
from orders.promise.words import HERS, OURS
from tests.consignment.conftest import private
from tests.factories import claims, returns
from tests.factories.catalog import listed_item
from tests.promise.pages.steps import page_of

__all__ = ["private"]
pytestmark = pytest.mark.django_db
SAID = {
    "opened": ("We read your claim", OURS),
    "label_sent": ("Your label is ready", HERS),
    "in_transit": ("Your parcel is on its way to us", "With the carrier"),
    "lost": ("The carrier can’t find your parcel", OURS),
    "received": ("Your piece is with us", OURS),
    "under_review": ("It is being examined anew", OURS),
    "decided_authentic": ("It is authentic", HERS),
    "decided_condition": ("The condition was misdescribed", HERS),
    "third_party": ("Somebody outside our house decides", OURS),
    "going_back": ("It is authentic, and goes back to you", OURS),
    "refunding": ("Your money is on its way", OURS),
    "refunded": ("Your money has left us", ""),
    "closed": ("This claim is closed", ""),
    "withdrawn": ("You took this claim back", ""),
    "declined": ("We can’t take this claim up", ""),
    "lapsed": ("This claim has lapsed", ""),
}


def page(client: Client, claim: Claim) -> str:
    """What she reads now."""
    answer = client.get(page_of(claim))
    assert answer.status_code == 200
    return answer.content.decode()


def test_every_state_is_told() -> None:
    assert set(SAID) == set(claims.MAKE)


@pytest.mark.parametrize("state", SAID)
def test_it_says_where_it_stands_and_whose_turn_it_is(client: Client, state: str) -> None:
    headline, turn = SAID[state]
    claim = claims.MAKE[state]()
    said = page(client, claim)
    assert f'id="stands">{headline}' in said
    assert headline in client.get(page_of(claim).split("claims/")[0]).content.decode()
    assert (f"<b>{turn}</b>, until " in said) if turn else (", until " not in said.split("</section>")[0])


@pytest.mark.parametrize(("state", "queries"), [("opened", 6), ("decided_condition", 32), ("closed", 9)])
def test_it_asks_for_no_more_than_this(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, state: str, queries: int
) -> None:
    claim = claims.MAKE[state]()
    page(client, claim)
    with django_assert_num_queries(queries):
        page(client, claim)


@pytest.mark.parametrize(
    ("kind", "headline"), [("full", "Your money has left us"), ("allowance", "Your allowance has left us")]
)
def test_an_allowance_is_not_called_everything(kind: str, headline: str) -> None:
    assert words_of(Claim(state="refunded", refund_kind=kind), []).headline == headline


def test_past_its_time_it_says_that_we_are_late(client: Client) -> None:
    claim = claims.opened()
    assert "We are late" not in page(client, claim)
    Claim.objects.filter(pk=claim.pk).update(due_at=timezone.now() - timedelta(hours=1))
    assert "We are late, and we are sorry" in page(client, claim)


@pytest.mark.usefixtures("private")
def test_her_label_is_a_pdf_while_it_is_to_be_used(client: Client) -> None:
    claim = claims.opened()
    assert client.get(page_of(claim, "label/")).status_code == 404
    claim = claims.label_sent(claim)
    Label.objects.update(file_type="application/pdf")
    Label.objects.get().file.save("label.pdf", ContentFile(b"%PDF-1.4 %%EOF"))
    assert page_of(claim, "label/") in page(client, claim)
    answer = client.get(page_of(claim, "label/"))
    assert (answer["Content-Type"], answer.content) == ("application/pdf", b"%PDF-1.4 %%EOF")
    claims.received(claims.in_transit(claim))
    assert client.get(page_of(claim, "label/")).status_code == 404


def test_what_we_found_stands_beside_how_it_left_and_only_for_her(client: Client) -> None:
    claim = claims.received()
    said = page(client, claim)
    assert "PT-4417, the one that it left with" in said
    assert "All that was sold with it is there" in said
    left = claim.shipment_line.outbound_photos.all()[0]
    assert page_of(claim, f"pictures/left/{left.pk}/medium/") in said
    other = claims.opened(claims.delivered_order(tag="PT-9"))
    stranger = other.shipment_line.outbound_photos.all()[0]
    assert client.get(page_of(claim, f"pictures/left/{stranger.pk}/small/")).status_code == 404
    assert client.get(page_of(claim, f"pictures/of-claim/{other.photos.get().pk}/small/")).status_code == 404


def test_she_withdraws_it_while_the_piece_is_with_her(client: Client) -> None:
    claim = claims.opened()
    assert "Withdraw the claim" in page(client, claim)
    assert client.post(page_of(claim, "withdraw/"))["Location"] == page_of(claim)
    assert claims.fresh(claim).state == "withdrawn"
    assert "Withdraw the claim" not in page(client, claim)


def test_once_it_is_on_its_way_it_cannot_be_withdrawn(client: Client) -> None:
    claim = claims.in_transit()
    said = client.post(page_of(claim, "withdraw/"), follow=True).content.decode()
    assert "It can’t be withdrawn any more." in said
    assert claims.fresh(claim).state == "in_transit"


def test_she_is_confident_and_it_goes_back(client: Client) -> None:
    claim = claims.decided_authentic()
    assert claims.REASONS in page(client, claim)
    client.post(page_of(claim, "confident/"))
    assert claims.fresh(claim).state == "going_back"


def test_she_is_not_and_somebody_outside_decides(client: Client) -> None:
    claim = claims.decided_authentic()
    client.post(page_of(claim, "doubt/"))
    assert claims.fresh(claim).state == "third_party"
    client.post(page_of(claim, "confident/"))
    assert claims.fresh(claim).state == "third_party"


@pytest.mark.parametrize(("choice", "kind"), [("refund", "full"), ("allowance", "allowance")])
def test_she_chooses_between_two_exact_sums(client: Client, choice: str, kind: str) -> None:
    claim = claims.decided_condition()
    said = page(client, claim)
    client.post(page_of(claim, "choose/"), {"choice": choice})
    refund = claims.fresh(claim).refund
    assert refund is not None
    assert claims.fresh(claim).refund_kind == kind
    verb = "Refund" if choice == "refund" else "Keep it, with"
    assert f"{verb} ${refund.amount:,.2f}" in said
    assert f"${refund.amount:,.2f}" in page(client, claim)
    assert "5 to 10 business days" in page(client, claim)


def test_of_her_whole_order_the_full_refund_is_all_that_she_paid(client: Client) -> None:
    claim = claims.decided_condition()
    client.post(page_of(claim, "choose/"), {"choice": "refund"})
    refund = claims.fresh(claim).refund
    assert refund is not None
    assert refund.amount == claim.order.total_incl_tax
    assert refund.amount > Decimal(0)


def test_where_nothing_is_left_to_give_back_nothing_is_offered(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim = claims.decided_condition()

    def refuse(*of: object) -> None:
        raise SplitRefused("Nothing is left.")

    monkeypatch.setattr(money, "full", refuse)
    said = page(client, claim)
    assert "The condition was misdescribed" in said
    assert "Refund $" not in said


def test_another_choice_is_none(client: Client) -> None:
    claim = claims.decided_condition()
    client.post(page_of(claim, "choose/"), {"choice": "both"})
    assert (claims.fresh(claim).choice, claims.fresh(claim).refund) == ("", None)


def test_without_an_allowance_only_the_refund_is_offered(client: Client) -> None:
    said = page(client, claims.decided_condition(allowance=None))
    assert "Refund $" in said
    assert "Keep it, with" not in said


def test_she_asks_for_an_appointment_and_reads_the_answer(client: Client) -> None:
    claim = claims.opened()
    assert "Ask for an appointment" in page(client, claim)
    client.post(page_of(claim, "appointment/"), {"wish": " "})
    assert claims.fresh(claim).appointment_wanted == ""
    client.post(page_of(claim, "appointment/"), {"wish": "Tuesday at ten."})
    assert claims.fresh(claim).appointment_wanted == "Tuesday at ten."
    assert "Tuesday at ten." in page(client, claim)


@pytest.mark.parametrize(
    "verb", ["", "label/", "withdraw/", "confident/", "doubt/", "choose/", "appointment/"]
)
def test_strangers_get_a_404(client: Client, verb: str) -> None:
    claim = claims.label_sent()
    other = claims.opened(claims.delivered_order(tag="PT-9"))
    mixed = page_of(claim).replace(claim.number, other.number)
    for address in (page_of(claim).replace("~", "~x"), mixed):
        assert client.get(f"{address}{verb}").status_code in {404, 405}
        assert client.post(f"{address}{verb}").status_code in {404, 405}
        assert 404 in {
            client.get(f"{address}{verb}").status_code,
            client.post(f"{address}{verb}").status_code,
        }
    assert (claims.fresh(claim).state, claims.fresh(other).state) == ("label_sent", "opened")


def test_the_order_leads_to_its_claim_and_to_another_once_it_has_ended(client: Client) -> None:
    claim = claims.opened(kind=Kind.CONDITION)
    order_page = page_of(claim).split("claims/")[0]
    said = client.get(order_page).content.decode()
    assert page_of(claim) in said
    assert "/promise/" + claim.item.number not in said
    client.post(page_of(claim, "withdraw/"))
    assert "Open another claim" in client.get(order_page).content.decode()


@pytest.mark.parametrize("end", ["in_transit", "accepted"])
def test_no_claim_is_offered_for_a_piece_that_comes_back(client: Client, end: str) -> None:
    back, kept = listed_item(), listed_item()
    order = returns.shipped_order(back, kept)
    order_page = f"/orders/{token_for(order)}/"
    assert f"/promise/{back.number}/" in client.get(order_page).content.decode()
    ret = returns.in_transit(returns.approved(returns.requested(order, items=[back])))
    if end == "accepted":
        returns.accepted(returns.inspected(returns.received(ret)))
    page = client.get(order_page).content.decode()
    assert f"/promise/{back.number}/" not in page
    assert f"/promise/{kept.number}/" in page
