"""What a reader of statements answers with, and the parts of it that all formats share."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from orders.payments.wire_credits import Credit

LARGEST_SUM = Decimal("9999999999.99")


class StatementRefused(Exception):
    """The file as a whole can't be read; the message says why, for staff."""


@dataclass(frozen=True)
class Unreadable:
    """A line that can't be read: its number in the file (of its entry, in XML), and why."""

    line: int
    why: str


@dataclass(frozen=True)
class Line:
    """A credit and the line it stands on."""

    line: int
    credit: Credit


def money(text: str) -> Decimal:
    """A sum as banks write it: `1,234.50`, `1.234,50`, `1234,5`, `$1,234.50`, `(15.00)`, `15,00-`. Raises ValueError.

    A sum whose last separator could mean either ("1,234") is refused: a thousand is not a bit more than one.
    """
    bare = re.sub(r"[ \u00a0\u202f]", "", text).replace("\u2019", "'").replace("\u2212", "-")
    if (taken := re.fullmatch(r"\(([^()-]+)\)|([^-]+)-", bare)) is not None:
        bare = f"-{taken[1] or taken[2]}".replace("-$", "-")
    bare = bare.removeprefix("$").removeprefix("+")
    match = re.fullmatch(r"(-?)(\d{1,3}(?:([,.'])\d{3})+|\d+)(?:([,.])(\d{1,2}))?", bare)
    if not match or (match[3] and match[3] == match[4]):
        raise ValueError(f"“{text.strip()[:40]}” is not a sum.")
    if match[3] in {",", "."} and match[4] is None and bare.count(match[3]) == 1:
        raise ValueError(f"“{text.strip()[:40]}” can be read in two ways. Write the cents.")
    whole = re.sub(r"\D", "", match[2])
    return decimal(f"{match[1]}{whole}.{match[5] or '0'}")


def decimal(text: str) -> Decimal:
    """A plain decimal number with at most two places. Raises ValueError."""
    try:
        amount = Decimal(text.strip())
    except InvalidOperation:
        raise ValueError(f"“{text.strip()[:40]}” is not a sum.") from None
    if not amount.is_finite() or abs(amount) > LARGEST_SUM or amount != round(amount, 2):
        raise ValueError(f"“{text.strip()[:40]}” is not a sum.")
    return round(amount, 2)


def day(text: str) -> date:
    """A day as statements write it: `2026-11-20`, `11/20/2026`, `20.11.26`, `20261120`. Raises ValueError."""
    bare = text.strip()[:10]
    for pattern, order in (
        (r"(\d{4})-(\d{2})-(\d{2})", (1, 2, 3)),
        (r"(\d{4})(\d{2})(\d{2})", (1, 2, 3)),
        (r"(\d{1,2})/(\d{1,2})/(\d{4})", (3, 1, 2)),
        (r"(\d{1,2})\.(\d{1,2})\.(\d{4})", (3, 2, 1)),
        (r"(\d{1,2})/(\d{1,2})/(\d{2})", (3, 1, 2)),
        (r"(\d{1,2})\.(\d{1,2})\.(\d{2})", (3, 2, 1)),
    ):
        if found := re.fullmatch(pattern, bare):
            try:
                year, *rest = (int(found[part]) for part in order)
                return date(year if year > 99 else 2000 + year, *rest)
            except ValueError:
                break
    raise ValueError(f"“{bare}” is not a day.")


def squeezed(*parts: str | None) -> str:
    """Texts in one, with single spaces; control characters (NUL can't be stored) are left out."""
    joined = " ".join(part for part in parts if part)
    return " ".join(re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", "", joined.replace("\r", "\n")).split())
