"""The page of figures: for those who run the house, every chart with its table, too few pairs say nothing."""

from typing import Any

import pytest

from authentication.models import BlindGrade, TrainingFake
from authentication.quality import blind, pairs
from authentication.quality.figures import by_category, by_person, groups
from authentication.quality.pairs import Pair
from portero.core.figures import FigureValue
from tests.factories import authentication as make
from tests.factories.catalog import draft_item
from tests.factories.condition import graded, grader
from tests.factories.people import at_work, staff

pytestmark = pytest.mark.django_db
PAGE = "/staff/authentication/quality/"


def test_both_reviews_of_tier_a_are_a_pair() -> None:
    case = make.a_case(draft_item())
    make.reviewed(case, "authentic", make.a_reviewer("anna"))
    assert pairs.verdicts() == []
    make.reviewed(case, "counterfeit", make.a_reviewer("bea"))
    anna, bea = make.a_reviewer("anna").pk, make.a_reviewer("bea").pk
    assert pairs.verdicts() == [Pair(anna, bea, "Handbags", "authentic", "counterfeit")]


def test_a_second_look_and_what_it_looked_at_are_a_pair() -> None:
    item = draft_item(designer="Gucci", style="Jackie", price=900)
    first = make.passed_case(item)
    make.reviewed(make.a_case(item, "regrade", prior=first), "cannot_verify", make.a_reviewer("bea"))
    said = [(pair.said, pair.also) for pair in pairs.verdicts()]
    assert said == [("authentic", "cannot_verify")]


def test_known_fakes_are_no_pairs() -> None:
    make.decided(make.a_case(draft_item(), "seeded"), "counterfeit")
    assert pairs.verdicts() == []


def test_each_person_stands_against_all_others() -> None:
    FigureValue.objects.create(name="agreement_least_pairs", value=4, reason="A small house.")
    anna, bea = make.a_reviewer("anna").pk, make.a_reviewer("bea").pk
    found = [Pair(anna, bea, "Watches", "authentic", "authentic")] * 2
    found += [Pair(bea, anna, "Watches", "counterfeit", "counterfeit")]
    found += [Pair(anna, bea, "Bags", "authentic", "counterfeit")]
    people = by_person(found, pairs.VERDICTS)
    assert [(line.name, line.found.n, line.found.kappa) for line in people] == [
        ("anna@portero.example", 4, 0.5),
        ("bea@portero.example", 4, 0.5),
    ]
    assert [line.in_words.split(",")[0] for line in people] == ["0.50", "0.50"]
    kinds = {line.name: line.in_words for line in by_category(found, pairs.VERDICTS)}
    assert kinds == {"Bags": "too few", "Watches": "too few"}


def test_grades_count_steps() -> None:
    noor = grader("noor@portero.example")
    for said, also in (("excellent", "excellent"), ("good", "very_good"), ("pristine", "pristine")):
        asked = BlindGrade.objects.create(decision=graded(draft_item(), said))
        blind.give(asked.pk, also, {}, by=noor)
    lines = next(group.lines for group in groups() if group.slug == "grade-kind")
    assert [(line.name, line.found.n, line.share, line.in_words) for line in lines] == [
        ("Handbags", 3, "92 %", "too few")
    ]


def test_every_chart_has_its_table_and_only_the_head_sees_it() -> None:
    case = make.a_case(draft_item())
    for name in ("anna", "bea"):
        make.reviewed(case, "authentic", make.a_reviewer(name))
    make.decided(make.a_case(draft_item(), "seeded"), "counterfeit")
    client: Any = at_work(staff("Administrator"))
    page = client.get(PAGE).content.decode()
    assert page.count('class="quality-chart"') == page.count('<table class="queue-reckoned">') == 3
    assert "anna@portero.example: too few" in page
    assert at_work(make.a_reviewer("anna")).get(PAGE).status_code == 403


def test_a_piece_is_kept_for_training_and_put_into_the_queue() -> None:
    client: Any = at_work(staff("Administrator"))
    item = draft_item()
    assert client.post(PAGE, {"number": item.number, "why": "The stamp."}).status_code == 302
    fake = TrainingFake.objects.get()
    client.post(f"{PAGE}fakes/{fake.pk}/")
    assert item.cases.get().kind == "seeded"
    answer = client.post(PAGE, {"number": item.number, "why": "The stamp."})
    assert (answer.status_code, b"kept for training already" in answer.content) == (422, True)
