"""`tax_quote`: what the shop answers to one line of JSON."""

import json
from decimal import Decimal
from typing import Any

from orders.routes import gate
from orders.tax import refunds, snapshot
from orders.tax.border import local
from orders.tax.calculator import Component, TaxQuote
from orders.tax.local import LocalTables
from orders.tax.questions import Question, read

ZERO = Decimal("0.00")


def answer_line(text: str, *, assume_registered: bool = False) -> dict[str, Any]:
    """The answer to one line; an unusable one is answered with its `id` and what is wrong. Never raises."""
    try:
        told = json.loads(text.lstrip("\ufeff"), parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        return {"id": None, "error": f"not JSON: {error}"}
    said = told.get("id") if isinstance(told, dict) else None
    try:
        question = read(told)
        return {"id": said} | answer(question, assume_registered=assume_registered)
    except ValueError as error:
        return {"id": said, "error": str(error)}


def answer(question: Question, *, assume_registered: bool = False) -> dict[str, Any]:
    """Tax, its breakdown, the tax to give back, what customs take, and which goods can't go there at all."""
    sale = question.sale
    quote = LocalTables(assume_registered=assume_registered).quote(sale)
    border = local.of_parcels(question.goods, sale.to, sale.shipping, sale.on)
    closed = gate.of_goods(question.goods, sale.to, sale.on)
    return {
        "tax": _usd(quote.total),
        "shipping_tax": _usd(quote.of_line(None)),
        "tax_refund": _usd(_back(question, quote)),
        "lines": [_line(quote, line.number) for line in sale.lines],
        "shipping_breakdown": [_entry(c) for c in quote.components if c.number is None],
        "duty": _usd(border.duty),
        "import_tax": _usd(border.tax),
        "import_fees": _usd(border.fees),
        "matched": quote.matched,
        "ambiguous": quote.ambiguous,
        "warnings": [
            *quote.warnings,
            *border.warnings,
            *(f"items[{verdict.number}]: {verdict.reason}" for verdict in closed),
        ],
    }


def _back(question: Question, quote: TaxQuote) -> Decimal:
    asked = question.refund
    if asked is None:
        return ZERO
    tables = snapshot.current()
    return refunds.tax_back(
        question.sale, quote, asked.numbers, tables, fee_kept=asked.fee_kept, shipping=asked.shipping
    )


def _line(quote: TaxQuote, number: str) -> dict[str, Any]:
    entries = [_entry(c) for c in quote.components if c.number == number]
    return {"tax": _usd(quote.of_line(number)), "breakdown": entries}


def _entry(component: Component) -> dict[str, str]:
    return {
        "jurisdiction": component.jurisdiction,
        "level": component.level,
        "rate": f"{component.percent.normalize():f}",
        "base": _usd(component.base),
        "amount": _usd(component.amount),
        "rule": component.rule,
        "source": component.source,
    }


def _usd(amount: Decimal) -> str:
    return f"{amount:.2f}"
