from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from catalog.models import Item, PriceChange
from portero.core.models import AuditEntry
from tests.factories.catalog import draft_item, held_item, listed_item, sold_item
from tests.factories.people import at_work, staff

pytestmark = pytest.mark.django_db
LIST = "/staff/catalog/item/"
# session, user, factor, its rights (2), its queues (9), what is kept back, count, pieces, two filters
QUERIES = 19


@pytest.fixture
def manager() -> Client:
    return at_work(staff("Consignment manager"))


def _act(client: Client, item: Item, verb: str, **facts: str) -> Any:
    return client.post(f"{LIST}{item.pk}/{verb}/", {"_form_submitted": "true", **facts})


def test_the_list_costs_the_same_queries_for_two_pieces_as_for_twelve(
    manager: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    listed_item()
    held_item()
    manager.get(LIST)
    with django_assert_num_queries(QUERIES):
        manager.get(LIST)
    for _ in range(9):
        listed_item()
    sold_item()
    manager.get(LIST)  # the countries to filter by come from the shelf, which reads what has changed
    with django_assert_num_queries(QUERIES):
        assert manager.get(LIST).status_code == 200


@pytest.mark.parametrize("typed", ["number", "squeezed", "words", "part of the number"])
def test_is_found_by_number_and_by_words(manager: Client, typed: str) -> None:
    wanted = listed_item(title="Kelly 28 in Rouge Casaque")
    listed_item(title="Constance 18 in Noir")
    query = {
        "number": wanted.number,
        "squeezed": wanted.number.replace("-", "").lower(),
        "words": "KELLY casaque",
        "part of the number": wanted.number[2:8],
    }[typed]
    found = manager.get(LIST, {"q": query}).context["cl"].queryset
    assert [item.number for item in found] == [wanted.number]


def test_a_new_price_needs_a_ground_and_a_reason_and_keeps_the_old_one(manager: Client) -> None:
    item = listed_item(price=Decimal("5000.00"))
    before = PriceChange.objects.count()
    assert _act(manager, item, "set_price", amount="4500", kind="step").status_code == 200, (
        "asks for a reason"
    )
    item.refresh_from_db()
    assert (item.price, PriceChange.objects.count()) == (Decimal("5000.00"), before)
    answer = _act(manager, item, "set_price", amount="4500", kind="step", reason="Second step agreed")
    assert answer.status_code == 302
    item.refresh_from_db()
    change = PriceChange.objects.filter(item=item).latest("pk")
    assert (item.price, change.previous, change.note) == (
        Decimal("4500.00"),
        Decimal("5000.00"),
        "Second step agreed",
    )
    assert change.actor is not None
    assert change.actor.email == "rosa@portero.example"


def test_listing_says_what_is_missing(manager: Client) -> None:
    item = draft_item(price=None)
    page = manager.post(f"{LIST}{item.pk}/publish/", {"_form_submitted": "true"}, follow=True)
    assert "It has no price." in page.content.decode()
    item.refresh_from_db()
    assert item.state == "draft"


def test_withdrawing_and_back(manager: Client) -> None:
    item = listed_item()
    _act(manager, item, "withdraw", reason="The owner wants it back")
    item.refresh_from_db()
    assert item.state == "withdrawn"
    _act(manager, item, "back_to_draft", reason="She changed her mind")
    item.refresh_from_db()
    assert item.state == "draft"
    reasons = (
        AuditEntry.objects.filter(target_key=item.number).order_by("-pk").values_list("reason", flat=True)
    )
    assert list(reasons[:2]) == ["She changed her mind", "The owner wants it back"]


def test_a_held_piece_is_not_withdrawn(manager: Client) -> None:
    item = held_item()
    page = manager.post(
        f"{LIST}{item.pk}/withdraw/", {"_form_submitted": "true", "reason": "No"}, follow=True
    )
    assert "A client is paying for it" in page.content.decode()
    item.refresh_from_db()
    assert item.state == "listed"


@pytest.mark.parametrize("role", ["Photographer", "Authenticator", "Fulfilment", "Accounting"])
@pytest.mark.parametrize("verb", ["publish", "withdraw", "back_to_draft", "set_price"])
def test_other_roles_can_not_list_or_price(role: str, verb: str) -> None:
    item = listed_item(price=Decimal("5000.00"))
    answer = _act(at_work(staff(role)), item, verb, amount="1", kind="step", reason="because")
    assert answer.status_code == 403
    item.refresh_from_db()
    assert (item.state, item.price) == ("listed", Decimal("5000.00"))


def test_price_and_state_are_no_fields_of_the_form(manager: Client) -> None:
    item = listed_item(price=Decimal("5000.00"))
    page = manager.get(f"{LIST}{item.pk}/change/")
    fields = page.context["adminform"].form.fields
    assert not {"price", "state", "number", "listed_at", "clearance", "previous_price"} & set(fields)
    assert "title" in fields


def test_a_changed_fact_is_in_the_trail_and_in_the_search(manager: Client) -> None:
    item = listed_item(title="Birkin 30 in Gold Togo")
    page = manager.get(f"{LIST}{item.pk}/change/")
    form = page.context["adminform"].form
    data = {name: value for name, value in form.initial.items() if name in form.fields and value is not None}
    for formset in page.context["inline_admin_formsets"]:
        management = formset.formset.management_form
        data |= {management.add_prefix(name): management.initial[name] for name in management.initial}
        for row in formset.formset.initial_forms:
            data |= {row.add_prefix(n): row[n].initial for n in row.fields if row[n].initial is not None}
    data |= {"title": "Birkin 30 in Etoupe Togo", "rarity": "[]"}
    answer = manager.post(f"{LIST}{item.pk}/change/", data)
    assert answer.status_code == 302, answer.context and answer.context["errors"]
    entry = AuditEntry.objects.get(action="catalog.changed")
    assert entry.data["changes"]["title"] == ["Birkin 30 in Gold Togo", "Birkin 30 in Etoupe Togo"]
    assert manager.get(LIST, {"q": "etoupe"}).context["cl"].result_count == 1


def _facts(item: Item, **changed: object) -> dict[str, object]:
    """The piece's form as it is, with some fields changed."""
    tables = ("condition_report", "defects", "inclusions", "measurements", "photos", "price_changes", "log")
    names = "title slug size year_basis ships_from grade bucket bucket_reason"
    kept = {name: getattr(item, name) for name in names.split()}
    empty = {f"{name}-{what}_FORMS": "0" for name in tables for what in ("TOTAL", "INITIAL")}
    return (
        kept | empty | {"designer": item.designer_id, "category": item.category_id, "rarity": "[]"} | changed
    )


def test_changing_a_fact_leaves_alone_what_a_sale_wrote_meanwhile(
    manager: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The form was read before the piece was sold, and is saved after."""
    item = listed_item()
    save = Item.save

    def sold_meanwhile(self: Item, *args: Any, **kwargs: Any) -> None:
        Item.objects.filter(pk=self.pk, state="listed").update(state="sold", sold_at=timezone.now())
        save(self, *args, **kwargs)

    monkeypatch.setattr(Item, "save", sold_meanwhile)
    answer = manager.post(f"{LIST}{item.pk}/change/", _facts(item, title="Birkin 30 in Gold Epsom"))
    assert answer.status_code == 302, answer.context["errors"]
    item.refresh_from_db()
    assert (item.title, item.state) == ("Birkin 30 in Gold Epsom", "sold")


@pytest.mark.parametrize("field", ["grade", "bucket", "bucket_reason"])
def test_a_listed_piece_keeps_what_it_was_listed_for(manager: Client, field: str) -> None:
    item = listed_item()
    answer = manager.post(f"{LIST}{item.pk}/change/", _facts(item, **{field: ""}))
    assert answer.status_code == 200
    assert field in answer.context["adminform"].form.errors
    before = getattr(item, field)
    item.refresh_from_db()
    assert getattr(item, field) == before


def test_an_emptied_list_of_rarities_is_an_empty_list(manager: Client) -> None:
    item = listed_item(rarity=["Special order"])
    shown = {"initial-rarity": '["Special order"]'}  # what the page itself sends along
    answer = manager.post(f"{LIST}{item.pk}/change/", _facts(item, rarity="", **shown))
    assert answer.status_code == 302
    assert manager.post(f"{LIST}{item.pk}/change/", _facts(item, rarity="")).status_code == 302
    item.refresh_from_db()
    assert item.rarity == []
    refused = manager.post(f"{LIST}{item.pk}/change/", _facts(item, rarity='{"a": 1}'))
    assert "rarity" in refused.context["adminform"].form.errors


@pytest.mark.parametrize("verb", ["withdraw", "back_to_draft"])
def test_a_piece_that_somebody_pays_for_stays(manager: Client, verb: str) -> None:
    item = held_item(holder="basket:77")
    page = manager.post(
        f"{LIST}{item.pk}/{verb}/", {"_form_submitted": "true", "reason": "Look again"}, follow=True
    )
    assert "A client is paying for it" in page.content.decode()
    item.refresh_from_db()
    assert item.state == "listed"
