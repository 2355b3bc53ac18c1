"""The double: ten per cent duty, a fifth VAT outside the United States, twenty dollars for the entry."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from tests.fakes.base.double import Double
from tests.fakes.base.errors import Json
from tests.fakes.base.faults import perform
from tests.fakes.base.http import Answer, Request
from tests.fakes.base.switches import Switch

CENT = Decimal("0.01")


class LandedCostDouble(Double):
    """`with LandedCostDouble() as double: settings.LANDED_COST_URL = double.url`; `asked` are the questions."""

    title = "Landed cost"
    secret = "landed-cost-key"

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.asked: list[Json] = []
        self.duty = Decimal("0.10")
        self.lasts = timedelta(days=3)
        self.more: dict[str, Any] = {}

    def answer(self, request: Request) -> Answer | None:
        """Answer a quote; the key must be right."""
        if (request.method, request.path) != ("POST", "/quotes"):
            return None
        if request.headers.get("authorization") != f"Bearer {self.secret}":
            return Answer(401, {"error": "Wrong key."})
        return perform(self.switches, self.stopping, "quotes", lambda: self._quote(request), _instead)

    def sign(self, body: bytes, *, forged: bool) -> dict[str, str]:
        """It sends no webhooks."""
        return {}

    def summary(self) -> Json:
        """How often it was asked."""
        return {"asked": len(self.asked)}

    def _quote(self, request: Request) -> Answer:
        told = json.loads(request.body)
        self.asked.append(told)
        abroad = told["destination"]["country"] != "US"
        answer = {
            "id": f"lcq_{len(self.asked)}",
            "currency": "USD",
            "guaranteed": True,
            "valid_until": (datetime.now(UTC) + self.lasts).isoformat(),
            "lines": [self._line(line, abroad=abroad) for line in told["lines"]],
            "fees": [{"name": "Customs entry", "amount": "20.00"}],
        }
        return Answer(200, answer | self.more)

    def _line(self, line: Json, *, abroad: bool) -> Json:
        base = Decimal(line["price"]) * line["quantity"]
        due = (base * self.duty).quantize(CENT)
        charges = [_charge("duty", "Duty", self.duty * 100, base, due)]
        if abroad:
            charges.append(_charge("tax", "VAT", Decimal(20), base + due, ((base + due) / 5).quantize(CENT)))
        return {"number": line["number"], "hs_code": line["hs_code"], "charges": charges}


def _charge(kind: str, name: str, percent: Decimal, base: Decimal, amount: Decimal) -> Json:
    return {"kind": kind, "name": name, "percent": str(percent), "base": str(base), "amount": str(amount)}


def _instead(switch: Switch) -> Answer:
    return Answer(429 if switch.kind == "rate_limit" else 500, {"error": "Not now."})
