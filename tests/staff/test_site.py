"""The frame of the staff site: what stands where, for whom, under which policy, and what is written down."""

from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from lxml import html

from accounts.models import User
from portero.core import audit, figures, staff_queues
from portero.core.mail import outbox
from portero.core.models import AuditEntry, FigureValue
from portero.core.staff_queues import Queue
from tests.factories.people import a_client, at_work, staff

pytestmark = pytest.mark.django_db


def _menu(client: Client) -> dict[str, list[str]]:
    groups = client.get("/staff/").context["sidebar_navigation"]
    return {group["title"]: [item["title"] for item in group["items"]] for group in groups}


def test_each_role_sees_its_own_menu() -> None:
    assert _menu(at_work(staff("Photographer"))) == {
        "Today": ["All queues", "To grade and photograph"],
        "Shop": ["Pieces"],
    }
    accounting = _menu(at_work(staff("Accounting", email="paul@portero.example")))
    assert {"Audit entries", "Figures"} <= set(accounting["House"])
    assert "People" not in accounting["Shop"]


def test_a_queue_shows_its_count_to_those_who_work_on_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staff_queues, "_queues", {})
    staff_queues.register(
        Queue("Ship by", "admin:catalog_item_changelist", "fulfilment.change_shipment", lambda: 7, lambda: 2)
    )
    page = at_work(staff("Fulfilment")).get("/staff/")
    item = page.context["sidebar_navigation"][0]["items"][1]
    assert (item["title"], item["badge"], item["badge_variant"]) == ("Ship by", 7, "danger")
    assert "2 late" in page.content.decode()
    other = at_work(staff("Photographer", email="kenji@portero.example")).get("/staff/")
    assert "Ship by" not in other.content.decode()


@pytest.mark.parametrize(
    ("address", "said", "ways"),
    [
        ("order/order/", "No orders yet. They stand here as soon as there are some.", []),
        ("order/order/?q=PO-1", "None of the orders fits “PO-1”.", ["Show all"]),
        ("core/figurevalue/", "No figures yet.", ["Add figure"]),
    ],
)
def test_an_empty_list_says_what_would_stand_there(address: str, said: str, ways: list[str]) -> None:
    desk = at_work(staff("Administrator"))
    page = html.fromstring(desk.get(f"/staff/{address}").content.decode())
    [empty] = page.xpath("//div[p][contains(., ' yet') or contains(., 'None of')][not(.//div)]")
    assert " ".join(empty.find("p").text_content().split()) == said
    assert [way.text_content() for way in empty.iter("a")] == ways


def test_the_sides_of_the_page_are_named_and_her_menu_opens_from_the_keyboard() -> None:
    page = html.fromstring(at_work(staff("Photographer")).get("/staff/").content)
    assert [nav.get("aria-label") for nav in page.iter("nav")] == ["Staff", "Your account"]
    [opener] = page.xpath("//button[@aria-controls='user-links']")
    assert "rosa@portero.example" in opener.text_content()


def test_the_loose_policy_is_the_admins_alone(client: Client) -> None:
    admin = at_work(staff("Fulfilment")).get("/staff/")["Content-Security-Policy"]
    assert "'unsafe-eval'" in admin
    assert "script-src 'self' 'unsafe-eval'" in admin, "scripts come from our own files alone"
    for address in ("/account/sign-in/", "/staff/sign-in/"):
        assert "unsafe" not in client.get(address)["Content-Security-Policy"]


def test_the_trail_can_not_be_rewritten() -> None:
    entry = audit.record("test.happened", "something", password="open sesame", colour="gold")
    assert entry.data == {"password": "•••", "colour": "gold"}
    for attempt in (
        lambda: AuditEntry.objects.update(action="never"),
        lambda: AuditEntry.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            attempt()
    assert AuditEntry.objects.get().action == "test.happened"


def test_the_trail_has_no_form_on_the_staff_site() -> None:
    entry = audit.record("test.happened", "something")
    boss = at_work(staff("Administrator", is_superuser=True))
    address = f"/staff/core/auditentry/{entry.pk}"
    assert boss.get(f"{address}/change/").status_code == 200
    assert boss.post(f"{address}/change/", {"action": "never"}).status_code == 403
    assert boss.post(f"{address}/delete/", {"post": "yes"}).status_code == 403
    assert boss.get("/staff/core/auditentry/add/").status_code == 403
    assert AuditEntry.objects.filter(action="test.happened").count() == 1


def test_a_figure_is_changed_with_a_reason_and_at_once() -> None:
    boss = at_work(staff("Administrator"))
    add = "/staff/core/figurevalue/add/"
    assert boss.post(add, {"name": "return_days", "value": "14"}).status_code == 200
    assert FigureValue.objects.count() == 0
    assert (
        boss.post(add, {"name": "return_days", "value": "14", "reason": "Holiday season"}).status_code == 302
    )
    assert figures.figure("return_days") == 14
    row = FigureValue.objects.get()
    assert (row.value, row.changed_by and row.changed_by.email) == (Decimal("14.00"), "rosa@portero.example")
    entry = AuditEntry.objects.get(action="core.added")
    assert (entry.reason, entry.data["changes"]["value"]) == ("Holiday season", [None, "14"])


def test_a_mail_is_read_in_a_frame_that_runs_nothing() -> None:
    mail = outbox.write(
        "order_received",
        about="order:R-1",
        to="c@example.com",
        subject="S",
        text="T",
        html="<p>Hello & <b>x</b></p>",
    )
    assert mail
    page = at_work(staff("Customer care")).get(f"/staff/core/mail/{mail.pk}/change/").content.decode()
    assert 'sandbox="allow-popups"' in page
    assert 'srcdoc="&lt;p&gt;Hello &amp; &lt;b&gt;x&lt;/b&gt;&lt;/p&gt;"' in page


def test_in_production_nobody_reads_anothers_reset_link(settings: object) -> None:
    mail = outbox.write(
        "password_reset", about="user:1:x", to="c@example.com", subject="S", text="secret-link"
    )
    assert mail
    care = at_work(staff("Customer care"))
    settings.PRODUCTION = True  # type: ignore[attr-defined]
    assert "secret-link" not in care.get(f"/staff/core/mail/{mail.pk}/change/").content.decode()


def test_role_changes_are_in_the_trail_and_not_ones_own() -> None:
    boss = staff("Administrator")
    work = at_work(boss)
    other = staff(email="kenji@portero.example")
    photographer = User.groups.field.related_model.objects.get(name="Photographer").pk
    form = {"email": other.email, "is_active": "on", "is_staff": "on", "groups": [photographer]}
    assert work.post(f"/staff/accounts/user/{other.pk}/change/", form).status_code == 302
    assert list(other.groups.values_list("name", flat=True)) == ["Photographer"]
    entry = AuditEntry.objects.get(action="accounts.roles_changed")
    assert (entry.actor, entry.data) == (boss, {"staff": True, "roles": ["Photographer"]})
    mine = work.post(f"/staff/accounts/user/{boss.pk}/change/", {**form, "email": boss.email})
    assert mine.status_code == 403
    assert list(boss.groups.values_list("name", flat=True)) == ["Administrator"]


def test_a_client_with_a_role_is_refused_beside_the_field() -> None:
    work = at_work(staff("Administrator"))
    other = a_client()
    role = User.groups.field.related_model.objects.get(name="Photographer").pk
    answer = work.post(
        f"/staff/accounts/user/{other.pk}/change/",
        {"email": other.email, "is_active": "on", "groups": [role]},
    )
    assert "Roles are for people who work here." in answer.content.decode()
    assert other.groups.count() == 0


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("care_opens", "24", "at most 23"),
        ("ship_by_hours", "1.5", "whole hours"),
        ("return_days", "9999999", "at most"),
    ],
)
def test_a_figure_that_would_stop_the_shop_is_refused(name: str, value: str, said: str) -> None:
    boss = at_work(staff("Administrator"))
    answer = boss.post("/staff/core/figurevalue/add/", {"name": name, "value": value, "reason": "Try"})
    assert said in str(answer.context["adminform"].form.errors["value"])
    assert FigureValue.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_figure_is_in_force_at_once_however_it_was_changed() -> None:
    boss = at_work(staff("Administrator"))
    assert figures.figure("return_days") == 10
    boss.post("/staff/core/figurevalue/add/", {"name": "return_days", "value": "14", "reason": "Holidays"})
    assert figures.figure("return_days") == 14
    row = FigureValue.objects.get()
    boss.post(f"/staff/core/figurevalue/{row.pk}/change/", {"value": "21", "reason": "More"})
    assert figures.figure("return_days") == 21
    chosen = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    boss.post("/staff/core/figurevalue/", chosen)
    assert (figures.figure("return_days"), FigureValue.objects.count()) == (10, 0)
