"""Numbers as people write them: `1.234,50 €`, `US$ 12,500`, `12 1/2"`, `Price on request`."""

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache

from catalog.importing.refusals import Refused

ON_REQUEST = frozenset(
    [
        "price on request",
        "on request",
        "upon request",
        "on application",
        "poa",
        "por",
        "request price",
        "ask",
        "call",
        "tbd",
        "tba",
        "n/a",
        "na",
        "n.a.",
        "none",
        "null",
        "nil",
        "-",
        "--",
        "?",
        "auf anfrage",
        "preis auf anfrage",
        "prix sur demande",
        "sur demande",
        "su richiesta",
        "prezzo su richiesta",
        "consultar",
    ]
)
SIGNS = {
    "US$": "USD",
    "$": "USD",
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "円": "JPY",
    "HK$": "HKD",
    "FR.": "CHF",
}
LONGEST = 14  # digits; more is no price
_SPACES = re.compile(r"[\s'’`]+")
_AMOUNT = re.compile(r"^(?P<before>[^\d.,+-]*)(?P<number>[+-]?[\d.,]+)(?P<after>[^\d]*)$", re.ASCII)
_GROUPS = {sep: re.compile(rf"^\d{{1,3}}({re.escape(sep)}\d{{3}})+$", re.ASCII) for sep in ".,"}
_INDIAN = re.compile(r"^\d{1,3}(,\d{2})*,\d{3}$", re.ASCII)


@lru_cache(maxsize=50_000)
def parse_money(text: str, decimal: str = "") -> tuple[Decimal, str] | None:
    """The amount and its currency ("" when not said), or None when there is no price yet ("on request").

    `decimal` is the file's decimal mark where the mapping says so; otherwise a lone mark before exactly three
    digits separates thousands, as prices don't have mills. Raises Refused for anything that isn't a price.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if plain.casefold() in ON_REQUEST:
        return None
    found = _AMOUNT.match(_SPACES.sub("", plain))
    if not found:
        raise Refused("not_a_number", f"“{text[:40]}” isn't a price.")
    currency = _currency(found["before"], found["after"].lstrip("-–—"), text)
    amount = parse_number(found["number"].rstrip(".,"), decimal=decimal, thousands=True)
    if amount <= 0:
        raise Refused("not_positive", "A price is more than zero.")
    return amount, currency


def parse_number(text: str, *, decimal: str = "", thousands: bool = False) -> Decimal:
    """The number of digits with marks. Raises Refused when the marks don't make a number or it is absurdly long."""
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text.removeprefix("+"))
    plain = _without_groups(digits, decimal, thousands)
    if not re.fullmatch(r"\d+(\.\d*)?|\.\d+", plain, re.ASCII):
        raise Refused("not_a_number", f"“{text[:40]}” isn't a number.")
    if len(plain.split(".")[0].lstrip("0")) > LONGEST - 4 or len(plain) > 2 * LONGEST:
        raise Refused("absurd", f"“{text[:40]}” has too many digits.")
    return Decimal(sign + plain)


def _without_groups(digits: str, decimal: str, thousands: bool) -> str:
    """Digits with at most one point, the decimal one."""
    if decimal:
        other = "," if decimal == "." else "."
        return digits.replace(other, "").replace(decimal, ".")
    marks = [c for c in digits if c in ".,"]
    if not marks:
        return digits
    last = marks[-1]
    whole, _, _ = digits.rpartition(last)
    if len(set(marks)) == 2:
        return digits.replace("," if last == "." else ".", "").replace(last, ".") if _grouped(whole) else "?"
    if len(marks) > 1 or (thousands and _GROUPS[last].match(digits) and not digits.startswith("0")):
        return digits.replace(last, "") if _grouped(digits) else "?"
    return digits.replace(",", ".")


def _grouped(digits: str) -> bool:
    """Whether the marks stand where thousands are separated (or lakhs)."""
    return digits.isdigit() or any(form.match(digits) for form in (*_GROUPS.values(), _INDIAN))


def _currency(before: str, after: str, text: str) -> str:
    said = {_code(part, text) for part in (before, after) if part}
    if len(said) > 1:
        raise Refused("currency", f"“{text[:40]}” names two currencies.")
    return said.pop() if said else ""


def _code(part: str, text: str) -> str:
    part = part.strip("().:/ ").upper() or part.upper()
    if part in SIGNS:
        return SIGNS[part]
    letters = "".join(c for c in part if c.isalpha())
    if len(letters) == 3 and letters.isascii():
        return letters
    raise Refused("not_a_number", f"“{text[:40]}” isn't a price.")
