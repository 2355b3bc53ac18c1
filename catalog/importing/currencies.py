"""Currencies by sign, word and code, and which of them a sign that several share means."""

from functools import cache

from babel.core import get_global

from catalog.importing.refusals import Refused

SIGNS = {
    "$": "USD", "US$": "USD", "USD$": "USD", "DOLLAR": "USD", "DOLLARS": "USD", "A$": "AUD", "AU$": "AUD",
    "C$": "CAD", "CA$": "CAD", "HK$": "HKD", "S$": "SGD", "SG$": "SGD", "NZ$": "NZD", "NT$": "TWD", "MX$": "MXN",
    "R$": "BRL", "€": "EUR", "EURO": "EUR", "EUROS": "EUR", "£": "GBP", "POUND": "GBP", "POUNDS": "GBP",
    "¥": "JPY", "円": "JPY", "YEN": "JPY", "元": "CNY", "CN¥": "CNY", "RMB": "CNY", "FR": "CHF", "SFR": "CHF",
    "₹": "INR", "RS": "INR", "₩": "KRW", "₽": "RUB", "РУБ": "RUB", "ZŁ": "PLN", "ZL": "PLN", "₺": "TRY", "฿": "THB",
}  # fmt: skip
# Signs that more than one country uses: the column or the mapping says which is meant.
SHARED = {
    "$": frozenset({"USD", "CAD", "AUD", "HKD", "SGD", "NZD", "TWD", "MXN"}),
    "¥": frozenset({"JPY", "CNY"}),
    "KR": frozenset({"SEK", "NOK", "DKK", "ISK"}),
}


def parse_currency(text: str, *, meant: str = "") -> str:
    """The ISO code of a sign, word or code. A sign that several share is `meant` when that is one of them.

    Raises Refused for what is no currency, and for kr. alone.
    """
    part = "".join(text.split()).strip("().:/*").upper()
    if meant in SHARED.get(part, ()):
        return meant
    if part in SIGNS:
        return SIGNS[part]
    if part in SHARED:
        raise Refused(
            "currency", f"“{text[:20]}” can be {', '.join(sorted(SHARED[part]))}: set [money] currency."
        )
    if part in known_codes():
        return part
    letters = "".join(c for c in part if c.isalpha())
    if letters in known_codes() and not any(c.isdigit() for c in part):
        return letters
    raise Refused("currency", f"“{text[:20]}” isn't a currency: write EUR, USD, JPY ...")


@cache
def known_codes() -> frozenset[str]:
    """ISO 4217's codes, past ones too."""
    return frozenset(get_global("all_currencies"))
