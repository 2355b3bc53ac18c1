"""What the rules propose, as a table; and that more or worse defects never better a grade."""

from importlib import import_module

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.condition.rules import GRADES, SEVERITIES, Fault, Rule, in_zone, proposed

SEEDED = import_module("catalog.migrations.0020_grade_rules_to_begin_with").RULES


def rules_of(kind: str) -> list[Rule]:
    return [
        Rule(severity, at_least, highest, tuple(zones))
        for of, zones, severity, at_least, highest in SEEDED
        if of in ("", kind)
    ]


def faults(words: str) -> list[Fault]:
    """`light exterior, marked odour` as defects."""
    pairs = [word.split() for word in words.split(",") if word.strip()]
    return [Fault(zone, severity) for severity, zone in pairs]


@pytest.mark.parametrize(
    ("kind", "found", "grade"),
    [
        ("handbag", "", "pristine"),
        ("handbag", "light corners", "excellent"),
        ("handbag", ", ".join(["light corners"] * 3), "excellent"),
        ("handbag", ", ".join(["light corners"] * 4), "very_good"),
        ("handbag", "moderate handles", "very_good"),
        ("handbag", ", ".join(["moderate handles"] * 4), "good"),
        ("handbag", "marked interior", "good"),
        ("handbag", ", ".join(["marked interior"] * 3), "good"),
        ("handbag", ", ".join(["marked interior"] * 4), ""),
        ("handbag", "light odour", "very_good"),
        ("handbag", "moderate odour", "good"),
        ("handbag", "marked odour", ""),
        ("watch", "moderate technical", "good"),
        ("watch", "marked technical", ""),
        ("watch", "moderate optical", "very_good"),
        ("jewelry", "light stones, light metal", "excellent"),
        ("accessory", "marked edges", "good"),
    ],
)
def test_the_rules_of_the_first_day(kind: str, found: str, grade: str) -> None:
    assert proposed(faults(found), rules_of(kind)).grade == grade


def test_the_rules_that_decided_are_told_in_words() -> None:
    found = faults("moderate odour, light corners, light corners")
    assert proposed(found, rules_of("handbag")).why == (
        "1 moderate or marked defect in odour: Good at best.",
    )
    assert proposed([], rules_of("handbag")).why == ("No rule counts against it: Pristine.",)
    below = proposed(faults("marked technical"), rules_of("watch"))
    assert below.why == ("1 marked defect in technical: below Good, which we don't take.",)


def test_a_zone_is_proposed_by_its_own_defects_alone() -> None:
    found = faults("marked corners, light interior")
    assert [in_zone(zone, found, rules_of("handbag")) for zone in ("corners", "interior", "exterior")] == [
        "good",
        "excellent",
        "pristine",
    ]


RULE = st.builds(
    Rule,
    severity=st.sampled_from(SEVERITIES),
    at_least=st.integers(1, 5),
    highest=st.sampled_from(GRADES),
    zones=st.sampled_from([(), ("corners",), ("corners", "odour")]),
)
FAULT = st.builds(Fault, st.sampled_from(["corners", "odour", "interior", ""]), st.sampled_from(SEVERITIES))


@given(st.lists(RULE, max_size=8), st.lists(FAULT, max_size=8), FAULT)
def test_another_defect_never_betters_a_grade(table: list[Rule], found: list[Fault], another: Fault) -> None:
    before, after = proposed(found, table).grade, proposed([*found, another], table).grade
    assert GRADES.index(after) >= GRADES.index(before)


@given(st.lists(RULE, max_size=8), st.lists(FAULT, min_size=1, max_size=8))
def test_a_worse_defect_never_betters_a_grade(table: list[Rule], found: list[Fault]) -> None:
    worse = [Fault(found[0].zone, "marked"), *found[1:]]
    assert GRADES.index(proposed(worse, table).grade) >= GRADES.index(proposed(found, table).grade)
