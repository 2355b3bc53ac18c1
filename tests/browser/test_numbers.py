"""Codes, checklists and numbers in a browser: staff read, draft and decide, a holder compares; nothing breaks out."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from authentication.checklists.seeding import seed_checklists
from authentication.models import ChecklistTemplate
from catalog.seeding.vocabulary import load_vocabulary
from tests.browser.conftest import no_violations
from tests.browser.test_labels import enter
from tests.factories.catalog import draft_item, listed_item
from tests.factories.people import staff
from tests.factories.serials import a_flagged, a_serial

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Visit = Callable[..., Page]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_holder_compares_the_number(live_server: Any, visit: Visit, scheme: str) -> None:
    item = listed_item()
    a_serial("K123456", item)
    page = visit("phone", color_scheme=scheme)
    page.goto(f"{live_server}/match/{item.number}/")
    no_violations(page)
    for typed, said in (("k 123-456", "It matches"), ("K123457", "No match")):
        page.get_by_label("Number on the piece").fill(typed)
        page.get_by_role("button", name="Compare").click()
        expect(page.get_by_role("status")).to_contain_text(said)
        expect(page.get_by_label("Number on the piece")).to_have_value("")
    no_violations(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_staff_read_a_code(live_server: Any, visit: Visit, scheme: str) -> None:
    page = visit("desk", color_scheme=scheme)
    enter(page, staff("Authenticator"), str(live_server))
    page.goto(f"{live_server}/staff/codes/")
    for label, told in (
        ("Designer", "Louis Vuitton"),
        ("Code as it is seen", "DU3009"),
        ("Style", "Speedy 30"),
    ):
        page.get_by_label(label).fill(told)
    page.get_by_label("Year").fill("2009")
    page.get_by_label("Made in").select_option("IT")
    page.get_by_role("button", name="Read the code").click()
    expect(page.get_by_label("What the code says")).to_contain_text("Week 30 of 2009. Factory DU: France.")
    expect(page.get_by_label("What the code says")).to_contain_text("Doubtful")
    no_violations(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_checklist_is_drafted_by_keyboard(live_server: Any, visit: Visit, scheme: str) -> None:
    load_vocabulary()
    seed_checklists()
    page = visit("desk", color_scheme=scheme)
    enter(page, staff("Administrator"), str(live_server))
    page.goto(f"{live_server}/staff/checklists/")
    no_violations(page)
    hermes = ChecklistTemplate.objects.get(designer__slug="hermes", category__slug="handbags")
    page.goto(f"{live_server}/staff/checklists/{hermes.pk}/")
    page.get_by_role("button", name="Draft the next version").press("Enter")
    page.get_by_role("button", name="Down Shape and proportions").press("Enter")
    expect(page.locator("#checks + .checks > li").nth(1)).to_contain_text("Shape and proportions")
    no_violations(page)
    page.get_by_role("link", name="Add a check").press("Enter")
    page.get_by_label("Title").fill("Dust bag")
    page.get_by_label("How").fill("Herringbone cotton of its years.")
    page.get_by_label("Evidence").select_option("in_doubt")
    no_violations(page)
    page.get_by_role("button", name="Save the check").press("Enter")
    page.get_by_label("What changed, and why").fill("Dust bags tell more than we thought.")
    page.get_by_role("button", name="Publish version 2").press("Enter")
    expect(page.get_by_text("In force since")).to_be_visible()
    titles = (
        ChecklistTemplate.objects.get(version=2).checks.order_by("position").values_list("title", flat=True)
    )
    assert list(titles)[-1] == "Dust bag"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_numbers_and_alarms(live_server: Any, visit: Visit, scheme: str) -> None:
    a_flagged("R998877")
    item = draft_item()
    a_serial("K123456", listed_item(designer=item.designer))
    page = visit("desk", color_scheme=scheme)
    enter(page, staff("Administrator"), str(live_server))
    page.goto(f"{live_server}/staff/numbers/{item.number}/")
    for number in ("K123456", "R998877"):
        page.get_by_label("Kind").select_option("serial")
        page.get_by_label("Number as it stands").fill(number)
        page.get_by_role("button", name="Record it").click()
        expect(page.get_by_text("has raised an alarm")).to_be_visible()
    page.get_by_role("button", name="Show").first.click()
    expect(page.get_by_text("K123456")).to_be_visible()
    no_violations(page)
    page.goto(f"{live_server}/staff/numbers/alarms/")
    no_violations(page)
    page.locator("[data-open]").first.click()
    no_violations(page)
    page.get_by_label("Harmless").check()
    page.get_by_label("Why").fill("A service replacement, seen on its paper.")
    page.get_by_role("button", name="Decide").click()
    expect(page.locator("[data-open]")).to_have_count(1)
    page.goto(f"{live_server}/staff/numbers/lists/")
    no_violations(page)
