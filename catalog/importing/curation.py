"""Why Portero takes an imported piece: its own reason, a rare style or material, or value against a known price."""

from decimal import Decimal

from catalog.importing.facts import Facts
from catalog.importing.mapping import Curation
from catalog.importing.refusals import Refused
from catalog.importing.values import key_of
from catalog.models import Item


def curate(facts: Facts, rules: Curation) -> None:
    """Record bucket and reason on the facts (domain.md, Curation); a piece without either stays a draft.

    Raises Refused when the row gives a bucket that doesn't exist.
    """
    if facts.bucket or facts.bucket_reason:
        _given(facts)
    elif rare := _rare(facts, rules):
        facts.bucket, facts.bucket_reason = Item.Bucket.RARITY.value, rare
    elif (percent := _below(facts, rules)) and percent >= rules.value_from_percent > 0:
        facts.bucket, facts.bucket_reason = (
            Item.Bucket.VALUE.value,
            rules.value_reason.format(percent=percent),
        )


def _given(facts: Facts) -> None:
    """The file's own decision; half of one is none."""
    facts.bucket = key_of(facts.bucket)
    if facts.bucket and facts.bucket not in Item.Bucket.values:
        raise Refused("bucket", f"“{facts.bucket[:40]}” is neither value nor rarity.", column="bucket")
    if not (facts.bucket and facts.bucket_reason):
        facts.bucket = facts.bucket_reason = ""


def _rare(facts: Facts, rules: Curation) -> str:
    return (rules.rare_styles.get(key_of(facts.style), "") if rules.rare_styles else "") or (
        rules.rare_materials.get(key_of(facts.material), "") if rules.rare_materials else ""
    )


def _below(facts: Facts, rules: Curation) -> int:
    """How many whole per cent the price lies below what it is compared with; 0 when that isn't known."""
    against: Decimal | None = getattr(facts, rules.value_against)
    if not against or not facts.price or facts.price >= against:
        return 0
    return int(100 - facts.price * 100 / against)
