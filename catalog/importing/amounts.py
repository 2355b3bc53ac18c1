"""Numbers as people write them: `1.234,50 €`, `US$ 12,500`, `12.5k`, `￥１２８，０００（税込）`, `Price on request`."""

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache

from catalog.importing.currencies import parse_currency
from catalog.importing.refusals import Refused

# No price yet: words without any digit. "free" and "sold" aren't among them.
ASKING = re.compile(
    r"^$|request|inquir|enquir|applicat|^p\.?\s?o\.?\s?[ar]\.?$|^por$|^(ask|call|contact|tb[acd]|vb|nil|none|null)\b|"
    r"n/a|^n\.?\s?a\.?$|^[-–—?]+$|make an? offer|best offer|anfrage|verhandlungsbasis|demande|nous consulter|"
    r"nous contacter|richiesta|consultar|a convenir|お問い?合わせ|応相談|要問|询价|面议|по запросу"
)
# What people write around a price without changing it.
BEFORE = re.compile(r"^(?:(?:asking|estimated|est|retail|price|value|now|only|prix|preis|prezzo)\b[\s.:]*)+")
AFTER = re.compile(
    r"(?:[\s/,]*(?:\([^()]*\)|\[[^\[\]]*\]|(?:incl?\.?\s*)?(?:vat|tax)(?:\s*incl(?:\.|uded)?)?|obo|or best offer|ttc|"
    r"vb|税込み?|含税|negotiable|firm|\*))+$"
)
EXCEPT = re.compile(r"(?:excl?\.?|plus|\+|ohne|zzgl\.?|hors)\s*(?:vat|tax|taxe|mwst)|税抜|税別|\bht$")
LONGEST = 14  # digits; more is no price
_SPACES = re.compile(r"[\s'’`]+")
_AMOUNT = re.compile(
    r"^(?P<before>[^\d.,+-]*)(?P<number>[+-]?[\d.,]+)(?P<scale>(?:k|tsd\.?|千|万)(?![a-z])|)(?P<after>[^\d]*)$",
    re.ASCII,
)
_SCALES = {"": 1, "k": 1_000, "tsd": 1_000, "千": 1_000, "万": 10_000}
_RANGE = re.compile(r"\d[\d.,' ]*\D{0,4}?\s*(?:-|–|—|~|〜|\bto\b|\bbis\b|\bà\b|\band\b)\s*\D{0,4}\d")
_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}|^\d{1,2}[./]\d{1,2}[./]\d{4}$")
_SCIENTIFIC = re.compile(r"^\d(?:[.,]\d+)?e\+?\d{1,2}$", re.ASCII)
_DOTTED = re.compile(r"([a-z])\.\s*(?=\d)")  # Rs. 12,500
_GROUPS = {sep: re.compile(rf"^\d{{1,3}}({re.escape(sep)}\d{{3}})+$", re.ASCII) for sep in ".,"}
_INDIAN = re.compile(r"^\d{1,3}(,\d{2})*,\d{3}$", re.ASCII)


@lru_cache(maxsize=50_000)
def parse_money(text: str, decimal: str = "", meant: str = "") -> tuple[Decimal, str] | None:
    """The amount and its currency ("" when not said), or None when there is no price yet ("on request").

    `decimal` is the file's decimal mark where the mapping says so; otherwise a lone mark before exactly three
    digits separates thousands, as prices don't have mills. `meant` is the currency of a shared sign such as $.
    Raises Refused for anything that isn't one price, with the code `range` for an estimate from - to.
    """
    core = _core(text)
    if core is None:
        return None
    if _SCIENTIFIC.match(core):
        return parse_number(f"{Decimal(core.replace(',', '.')):f}"), ""
    found = _AMOUNT.match(_SPACES.sub("", core))
    if not found:
        raise Refused("not_a_number", f"“{text[:40]}” isn't a price.")
    currency = _currency(found["before"], found["after"].lstrip("-–—"), text, meant)
    scale = found["scale"].rstrip(".")
    number = found["number"].rstrip(".,")
    amount = parse_number(number, decimal=decimal, thousands=not scale) * _SCALES[scale]
    if amount <= 0:
        raise Refused("not_positive", "A price is more than zero: leave the cell empty when there is none.")
    return amount, currency


def _core(text: str) -> str | None:
    """The price without the words around it, or None for "on request". Raises Refused for ranges and the like."""
    plain = plain_digits(text).strip().casefold()
    if not any(c.isdigit() for c in plain) and ASKING.search(plain):
        return None
    core = AFTER.sub("", BEFORE.sub("", plain))
    if not core:
        raise Refused("not_a_number", f"“{text[:40]}” isn't a price; brackets around it mean less than zero.")
    if _RANGE.search(core) and not _DAY.match(core):
        raise Refused("range", f"“{text[:40]}” is a range, not a price.")
    if EXCEPT.search(plain):
        raise Refused("not_a_number", f"“{text[:40]}” leaves tax out: give the whole price.")
    return _DOTTED.sub(r"\1", core)


def plain_digits(text: str) -> str:
    """Full-width and other scripts' digits as 0-9."""
    if text.isascii():
        return text
    plain = unicodedata.normalize("NFKC", text)
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in plain)


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


def _currency(before: str, after: str, text: str, meant: str) -> str:
    said = {_code(part, text, meant) for part in (before, after) if part.strip("().:/* ")}
    if len(said) > 1:
        raise Refused("currency", f"“{text[:40]}” names two currencies.")
    return said.pop() if said else ""


def _code(part: str, text: str, meant: str) -> str:
    """A currency beside an amount; anything else there means that the cell isn't a price."""
    try:
        return parse_currency(part, meant=meant)
    except Refused as why:
        if "can be" in why.reason:
            raise
        raise Refused("not_a_number", f"“{text[:40]}” isn't a price.") from None
