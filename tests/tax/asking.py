"""Questions to the engine in the form of `tax_quote`, with short words for what a test changes."""

import json
from typing import Any

from orders.tax.answers import answer_line

PLACES = {
    "Beverly Hills": ("Los Angeles", "CA", "90210"),
    "Greenwich": ("Fairfield", "CT", "06830"),
    "Miami": ("Miami-Dade", "FL", "33130"),
    "Naples": ("Collier", "FL", "34102"),
    "Palm Beach": ("Palm Beach", "FL", "33480"),
    "Chicago": ("Cook", "IL", "60611"),
    "Springfield": ("Sangamon", "IL", "62701"),
    "Chevy Chase": ("Montgomery", "MD", "20815"),
    "Short Hills": ("Essex", "NJ", "07078"),
    "New York": ("New York", "NY", "10021"),
    "Scarsdale": ("Westchester", "NY", "10583"),
    "Poughkeepsie": ("Dutchess", "NY", "12601"),
    "Boston": ("Suffolk", "MA", "02108"),
    "Providence": ("Providence", "RI", "02903"),
}


def question(city: str, items: str, on: str = "2026-03-02", **more: Any) -> dict[str, Any]:
    """`items` are `category:price` or `category:price:quantity`, divided by spaces."""
    county, state, zip_code = PLACES[city]
    to = {"city": city, "county": county, "state": state, "zip": zip_code, "country": "US"}
    told = [item.split(":") for item in items.split()]
    lines = [{"category": c, "price": p, "quantity": int(q[0]) if q else 1} for c, p, *q in told]
    return {"id": "T", "date": on, "destination": to | more.pop("to", {}), "items": lines} | more


def ask(told: dict[str, Any], *, assume_registered: bool = False) -> dict[str, Any]:
    """The answer to a question; fails for one that the engine can't use."""
    answer = answer_line(json.dumps(told), assume_registered=assume_registered)
    assert "error" not in answer, answer
    return answer


def tax(city: str, items: str, on: str = "2026-03-02", **more: Any) -> str:
    """The tax of a sale, in USD."""
    return ask(question(city, items, on, **more), assume_registered=True)["tax"]
