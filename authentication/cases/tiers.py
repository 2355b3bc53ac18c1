"""How much is at stake: the strictest rule that matches a piece puts it into its tier (domain.md, Authentication)."""

from decimal import Decimal

from authentication.models import Tier, TierRule
from catalog.models import Category, Designer

# How many reviews by different people decide, tier by tier.
WANTED: dict[str, int] = {Tier.A: 2, Tier.B: 1, Tier.C: 1}
NO_RULE = "no rule asks for more"


def tier_of(designer: Designer, category: Category, value: Decimal | None) -> tuple[Tier, str]:
    """The tier of a piece at this value in USD, and the rule that put it there.

    Of an unknown value the worst is assumed: it is above every figure.
    """
    slugs = set(_with_parents(category))
    for rule in sorted(TierRule.objects.all(), key=lambda rule: (rule.tier, rule.pk)):
        if rule.designer not in ("", designer.slug) or (rule.category and rule.category not in slugs):
            continue
        if rule.value_from is None or value is None or value > rule.value_from:
            return Tier(rule.tier), str(rule)[:200]
    return Tier.C, NO_RULE


def _with_parents(category: Category) -> list[str]:
    found, at = [], category
    while at:
        found.append(at.slug)
        at = at.parent  # type: ignore[assignment]  # the top has none
    return found
