"""A checklist is changed by drafting its next version; a running case keeps its own."""

from typing import Any

import pytest
from django.urls import reverse

from authentication.checklists import editing
from authentication.checklists.choosing import template_for
from authentication.checklists.editing import ChecklistRefused
from authentication.checklists.versions import lines_of
from authentication.models import Check, ChecklistTemplate
from portero.core.audit import AuditEntry
from tests.factories.authentication import a_case
from tests.factories.catalog import a_category, a_designer, draft_item
from tests.factories.checklists import a_checklist, a_draft
from tests.factories.people import at_work, staff

pytestmark = pytest.mark.django_db


def codes(template: ChecklistTemplate) -> list[str]:
    return list(template.checks.order_by("position").values_list("code", flat=True))


def test_a_running_case_keeps_its_version() -> None:
    item, actor = draft_item(), staff()
    first = a_checklist("stamp", "stitching", category=item.category)
    case = a_case(item)
    draft = editing.draft(item.category, None, actor=actor)
    assert (draft.version, codes(draft)) == (2, ["stamp", "stitching"])
    assert editing.draft(item.category, None, actor=actor) == draft
    editing.remove_check(draft.pk, "stamp")
    editing.publish(draft.pk, actor=actor, why="Stamps moved to the house's list.")
    assert template_for(item) == draft
    case.refresh_from_db()
    assert (case.template, codes(case.template)) == (first, ["stamp", "stitching"])
    assert AuditEntry.objects.get(action="authentication.checklist_published").actor == actor


def test_a_houses_first_list_begins_with_the_kinds() -> None:
    bags, hermes = a_category(), a_designer()
    a_checklist("outline", category=bags)
    assert codes(editing.draft(bags, hermes, actor=None)) == ["outline"]
    assert len(codes(editing.draft(a_category("Hats"), None, actor=None))) == 7  # the general list's


def test_two_who_draft_at_once_share_the_draft(monkeypatch: pytest.MonkeyPatch) -> None:
    bags, begun = a_category(), editing._begun
    a_checklist("stamp", category=bags)

    def overtaken(*told: Any) -> ChecklistTemplate:
        monkeypatch.setattr(editing, "_begun", begun)
        editing.draft(bags, None, actor=None)
        return begun(*told)

    monkeypatch.setattr(editing, "_begun", overtaken)
    assert codes(editing.draft(bags, None, actor=None)) == ["stamp"]
    assert ChecklistTemplate.objects.filter(category=bags, published_at__isnull=True).count() == 1


def test_reordering() -> None:
    draft = a_draft("a", "b", "c", category=a_category())
    editing.move(draft.pk, "c", -1)
    assert codes(draft) == ["a", "c", "b"]
    editing.move(draft.pk, "a", -1)
    editing.move(draft.pk, "b", 1)
    assert codes(draft) == ["a", "c", "b"]
    editing.move(draft.pk, "a", 1)
    assert codes(draft) == ["c", "a", "b"]
    editing.remove_check(draft.pk, "a")
    assert list(draft.checks.values_list("position", flat=True)) == [1, 2]
    with pytest.raises(Check.DoesNotExist):
        editing.move(draft.pk, "a", 1)


def test_what_a_draft_changes() -> None:
    bags = a_category()
    a_checklist("stamp", "stitching", "lining", category=bags)
    draft = editing.draft(bags, None, actor=None)
    told = {"title": "Scent", "where": "", "how": "Smell it.", "evidence": "in_doubt", "asks": ""}
    editing.save_check(draft.pk, told | {"code": "scent"})
    editing.save_check(draft.pk, told | {"code": "stamp", "title": "Heat stamp"}, "stamp")
    editing.remove_check(draft.pk, "lining")
    lines, left_out = lines_of(draft)
    assert [(line.check.code, line.change) for line in lines] == [
        ("stamp", "changed"),
        ("stitching", ""),
        ("scent", "new"),
    ]
    assert [check.code for check in left_out] == ["lining"]


def test_what_is_refused() -> None:
    published = a_checklist("stamp", category=a_category())
    empty = ChecklistTemplate.objects.create(category=a_category("Hats"))
    draft = a_draft("a", "b", category=a_category("Ties"))
    told = {"code": "b", "title": "B", "where": "", "how": "B.", "evidence": "always", "asks": ""}
    for refused in (
        lambda: editing.move(published.pk, "stamp", 1),
        lambda: editing.discard(published.pk, actor=None),
        lambda: editing.publish(empty.pk, actor=None, why="So."),
        lambda: editing.publish(draft.pk, actor=None, why=" "),
        lambda: editing.save_check(draft.pk, told, "a"),
        lambda: editing.save_check(draft.pk, told),
    ):
        with pytest.raises(ChecklistRefused):
            refused()
    assert (codes(published), codes(draft)) == (["stamp"], ["a", "b"])
    draft.refresh_from_db()
    assert draft.published_at is None


def test_from_draft_to_published_by_the_buttons() -> None:
    browser, bags = at_work(staff("Administrator")), a_category()
    a_checklist("stamp", "stitching", category=bags)
    browser.post(reverse("checklists:draft"), {"category": bags.pk, "designer": ""})
    draft = ChecklistTemplate.objects.get(category=bags, version=2)
    new = reverse("checklists:new-check", args=[draft.pk])
    check = {"title": "Inner zip", "how": "Look under the slider.", "evidence": "always", "asks": ""}
    assert browser.post(new, check | {"how": ""}).status_code == 422
    assert browser.post(new, check).status_code == 302
    assert browser.post(new, check).status_code == 422  # of one name twice
    change = reverse("checklists:change", args=[draft.pk])
    assert browser.post(change, {"do": "up", "check": "inner-zip"})["Location"].endswith("#check-inner-zip")
    assert codes(draft) == ["stamp", "inner-zip", "stitching"]
    page = browser.get(reverse("checklists:one", args=[draft.pk])).content.decode()
    assert 'data-change="new"' in page
    browser.post(change, {"do": "publish", "why": "Zips tell more."})
    draft.refresh_from_db()
    assert (draft.published_at is not None, draft.why) == (True, "Zips tell more.")
    assert browser.get(reverse("checklists:check", args=[draft.pk, "stamp"])).status_code == 404
    assert "Zips tell more." in browser.get(reverse("checklists:one", args=[draft.pk])).content.decode()
    assert "version 2" in browser.get(reverse("checklists:list")).content.decode()
    told = browser.post(change, {"do": "remove", "check": "stamp"}, follow=True).content.decode()
    assert "published checklist doesn&#x27;t change" in told


def test_throwing_a_draft_away() -> None:
    draft = a_draft("a", category=a_category())
    answer = at_work(staff("Administrator")).post(
        reverse("checklists:change", args=[draft.pk]), {"do": "discard"}
    )
    assert answer["Location"] == reverse("checklists:list")
    assert not ChecklistTemplate.objects.filter(pk=draft.pk).exists()
