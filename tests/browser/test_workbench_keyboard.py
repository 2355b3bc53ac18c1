"""Pieces of tier A worked through with the keyboard alone, by two people who have never seen them, until they pass."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from authentication.models import Case, Finding, Review
from tests.browser.conftest import no_violations
from tests.browser.keyboard import PICTURES, Reviewer
from tests.browser.test_labels import enter
from tests.factories import authentication as make
from tests.factories import bench

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Visit = Callable[..., Page]
PIECES = {"bag": (bench.BAG, "bag-01"), "watch": (bench.WATCH, "watch-04"), "ring": (bench.RING, "jewel-05")}


@pytest.mark.parametrize("name", PIECES)
def test_two_people_without_a_mouse_pass_it(live_server: Any, visit: Visit, name: str) -> None:
    bench.at_a_glance()
    case = bench.on_the_bench(*PIECES[name])
    for who in ("anna", "bea"):
        reviewer = _at_her_desk(live_server, visit, who)
        reviewer.take_the_next()
        _work_through(reviewer, name if who == "anna" else "")
        reviewer.page.context.close()
    assert Case.objects.get(pk=case.pk).state == "passed"
    checks = case.template.checks.count()
    rounds = Review.objects.filter(case=case, state="submitted").order_by("round")
    assert [(one.round, one.findings.count(), one.verdict) for one in rounds] == [
        (1, checks, "authentic"),
        (2, checks, "authentic"),
    ]
    assert Finding.objects.get(review=rounds[0], check_made__position=2).result == "absent"


def test_a_decided_case_shows_its_rounds_side_by_side(live_server: Any, visit: Visit) -> None:
    case = bench.on_the_bench()
    with transaction.atomic():
        bench.judged(
            case, "anna", "counterfeit", {"stamp": "wrong", "handles": "concern"}, "The stamp is too deep."
        )
        bench.judged(case, "bea", "authentic", {"handles": "concern"})
        bench.judged(case, "cora", "authentic", {})
    reviewer = _at_her_desk(live_server, visit, "anna")
    reviewer.page.goto(f"{live_server}/staff/authentication/cases/{case.number}/")
    expect(reviewer.page.get_by_role("heading", name="Third review, cora@portero.example")).to_be_visible()
    no_violations(reviewer.page)
    reviewer.picture("compared")


def _at_her_desk(live_server: Any, visit: Visit, who: str) -> Reviewer:
    page = visit("desk")
    enter(page, make.a_reviewer(who), str(live_server))
    return Reviewer(page, str(live_server))


def _work_through(reviewer: Reviewer, pictured: str) -> None:
    """Every check in its order; the second doesn't apply to this piece."""
    for place in range(reviewer.page.locator("[data-step]").count() - 1):
        if place == 1:
            reviewer.pass_over("Not on this piece.")
            continue
        reviewer.answer()
        if pictured and PICTURES:
            _pictures(reviewer, pictured, place)
    if pictured == "bag":
        reviewer.press("v")
        reviewer.picture("verdict")
    reviewer.submit()


def _pictures(reviewer: Reviewer, name: str, place: int) -> None:
    """What the manual shows: each piece with two photographs side by side, the bag also on a telephone, the keys."""
    if place == 2:
        reviewer.press("b", "]", "+", "+")
        reviewer.picture(name)
        reviewer.press("b", "0")
    if place == 4 and name == "bag":
        reviewer.picture(name, 390)
        reviewer.press("?")
        reviewer.picture("keys")
        reviewer.press("Escape")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_way(live_server: Any, visit: Visit, scheme: str) -> None:
    case = bench.on_the_bench()
    page = visit("desk", color_scheme=scheme)
    enter(page, make.a_reviewer(), str(live_server))
    page.goto(f"{live_server}/staff/authentication/")
    no_violations(page)
    page.goto(f"{live_server}/staff/authentication/cases/{case.number}/")
    no_violations(page)
    page.get_by_role("button", name="Begin the review").press("Enter")
    expect(page.locator("[data-review][data-live]")).to_be_visible()
    no_violations(page)
    for keys in ("b", "1", "v", "?"):
        page.keyboard.press(keys)
        no_violations(page)


@pytest.mark.skipif(not PICTURES, reason="only for the manual: make workbench-pictures")
def test_the_queue_for_the_manual(live_server: Any, visit: Visit) -> None:
    for facts, pictures in PIECES.values():
        bench.on_the_bench(facts, pictures)
    bench.on_the_bench(bench.BAG, "bag-02", taken_in_by=[make.a_reviewer("anna")])
    reviewer = _at_her_desk(live_server, visit, "anna")
    reviewer.page.goto(f"{live_server}/staff/authentication/")
    reviewer.picture("queue")
