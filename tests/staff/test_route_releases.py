"""Releasing a route on the staff site: with a permit, by who may, taken back with a reason, never edited."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from catalog.models import Item
from orders.routes.models import Release, RouteRule
from portero.core.audit import AuditEntry
from tests.factories.catalog import a_material, listed_item
from tests.factories.people import at_work, staff

pytestmark = pytest.mark.django_db
ADD = "admin:routes_release_add"


@pytest.fixture
def manager() -> Client:
    return at_work(staff("Consignment manager"))


@pytest.fixture
def skin() -> Item:
    return listed_item(material=a_material("Porosus crocodile", is_exotic=True))


def permit(item: Item, **facts: Any) -> dict[str, Any]:
    ends = timezone.localdate() + timedelta(days=90)
    told = {"item": item.pk, "country": "jp", "reason": "Permit came.", "permit_number": "26US0001"}
    return told | {"valid_until": ends.isoformat()} | facts


def test_a_release_is_given_with_who_why_and_the_permit(manager: Client, skin: Item) -> None:
    assert manager.post(reverse(ADD), permit(skin)).status_code == 302
    given = Release.objects.get()
    assert (given.origin, given.country, given.permit_number) == ("US", "JP", "26US0001")
    assert given.given_by.email == "rosa@portero.example"
    assert str(given) == f"{skin.number}: US to JP"
    assert AuditEntry.objects.filter(action="routes.released", reason="Permit came.").exists()


@pytest.mark.parametrize("missing", ["permit_number", "valid_until", "reason"])
def test_without_its_papers_nothing_is_released(manager: Client, skin: Item, missing: str) -> None:
    assert manager.post(reverse(ADD), permit(skin, **{missing: ""})).status_code == 200
    assert not Release.objects.exists()


def test_a_route_is_released_once(manager: Client, skin: Item) -> None:
    manager.post(reverse(ADD), permit(skin))
    answer = manager.post(reverse(ADD), permit(skin))
    assert "Take that release back first" in answer.content.decode()
    assert Release.objects.count() == 1


def test_it_is_taken_back_with_a_reason(manager: Client, skin: Item) -> None:
    manager.post(reverse(ADD), permit(skin))
    given = Release.objects.get()
    told = {"_form_submitted": "true", "reason": "Expired early."}
    manager.post(reverse("admin:routes_release_revoke", args=[given.pk]), told)
    given.refresh_from_db()
    assert (given.revoke_reason, given.revoked_at is None) == ("Expired early.", False)


def test_a_rule_is_not_changed_without_saying_why() -> None:
    boss, rule = at_work(staff("Administrator")), RouteRule.objects.get(name="Ivory")
    url = reverse("admin:routes_routerule_change", args=[rule.pk])
    facts = {
        name: getattr(rule, name) or ""
        for name in ("name", "words", "category", "origin", "country", "region", "reason", "notice", "source")
    }
    facts |= {"verdict": "allowed", "since": rule.since.isoformat(), "until": "", "confidence": "verified"}
    assert boss.post(url, facts | {"change_reason": ""}).status_code == 200
    rule.refresh_from_db()
    assert rule.verdict == "blocked"
    assert boss.post(url, facts | {"change_reason": "A ruling."}).status_code == 302
    rule.refresh_from_db()
    assert rule.verdict == "allowed"
