"""The tier by house, kind and value; the strictest rule wins and is named (domain.md, Authentication)."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from authentication.cases.tiers import tier_of
from authentication.models import TierRule
from tests.factories.catalog import a_category, a_designer

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("house", "kind", "value", "tier"),
    [
        ("Hermès", "Handbags", "80", "A"),
        ("Chanel", "Jewelry", "80", "A"),
        ("Rolex", "Watches", "80", "A"),
        ("Patek Philippe", "Watches", "80", "A"),
        ("Cartier", "Jewelry", "80", "A"),
        ("Cartier", "Watches", "900", "C"),
        ("Prada", "Handbags", "5000.01", "A"),
        ("Prada", "Handbags", "5000", "B"),
        ("Prada", "Handbags", "1000.01", "B"),
        ("Prada", "Handbags", "1000", "C"),
    ],
)
def test_the_strictest_rule_wins(house: str, kind: str, value: str, tier: str) -> None:
    found, _ = tier_of(a_designer(house), a_category(kind), Decimal(value))
    assert found == tier


def test_a_kind_below_the_one_of_the_rule_is_meant_too_and_the_rule_is_named() -> None:
    rings = a_category("Rings", parent=a_category("Jewelry"))
    assert tier_of(a_designer("Cartier"), rings, Decimal(80)) == ("A", "A: cartier, jewelry")
    assert (
        tier_of(a_designer("Prada"), rings, Decimal(6000))[1] == "A: any designer, any category, above $5,000"
    )


def test_of_an_unknown_value_the_worst_is_assumed() -> None:
    assert tier_of(a_designer("Prada"), a_category(), None)[0] == "A"


def test_staff_change_the_rules_without_a_release() -> None:
    TierRule.objects.create(tier="B", designer="prada")
    assert tier_of(a_designer("Prada"), a_category(), Decimal(80)) == ("B", "B: prada, any category")


@pytest.mark.parametrize("facts", [{"designer": "pradda"}, {"category": "handbag"}])
def test_a_rule_for_nothing_that_exists_is_refused(facts: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="There is no"):
        TierRule(tier="A", **facts).full_clean()
