"""Rows that can be read but can't be true: a price beyond reason, a maker that its own title contradicts."""

from catalog.importing.cells import Cells
from catalog.importing.facts import Facts
from catalog.importing.mapping import Checks
from catalog.importing.refusals import Refused
from catalog.importing.values import key_of
from portero.core.money import dollars


def check(facts: Facts, checks: Checks, cells: Cells) -> None:
    """Refuse a row that contradicts itself or reason. Raises Refused; a person looks at it at the source."""
    highest = min(checks.highest_price, checks.highest_by_category.get(facts.category, checks.highest_price))
    if facts.price and facts.price > highest:
        reason = (
            f"{dollars(facts.price)} is beyond {dollars(highest)}, the most that is believed: "
            "if it is right, set [checks] highest_price."
        )
        raise cells.refused("price", Refused("implausible_price", reason), str(facts.price))
    if facts.price and facts.first_price and checks.lowest_share_of_first_price:
        share = facts.price / facts.first_price
        if share < checks.lowest_share_of_first_price:
            reason = (
                f"{dollars(facts.price)} after {dollars(facts.first_price)}: "
                "one of the two is mistyped, correct it at the source."
            )
            raise cells.refused("price", Refused("implausible_price", reason), str(facts.price))
    for column in checks.names_the_designer:
        text = cells.named(column)
        if text.strip() and f" {key_of(facts.designer)} " not in f" {key_of(text)} ":
            reason = f"“{text.strip()[:80]}” doesn't name {facts.designer}: which of them made it?"
            raise Refused("another_designer", reason, column=column)
