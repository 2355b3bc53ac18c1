"""PayPal: she approves on PayPal's page, our server has the money set aside."""

from typing import Any

import httpx
from pytest_django import Settings

from orders.payments.gateway import Truth
from orders.payments.models import Method, Payment
from tests.fakes.paypal import PayPalDouble
from tests.fakes.paypal.call import cents
from tests.payments.matrix.column import Books, DoubleColumn, ProviderRefused, books_of


class PayPalColumn(DoubleColumn):
    """PayPal's page and its books."""

    name, provider, method = "PayPal", "paypal", Method.PAYPAL
    double_class = PayPalDouble

    def connect(self, settings: Settings) -> None:
        """Its API and its page are one address."""
        settings.PAYPAL_API_BASE = self.double.url

    def pay(self, payment: Payment, window: Truth) -> str:
        """She agrees."""
        return self._choose(window, "approve")

    def pay_with_a_bad_card(self, payment: Payment, window: Truth) -> str:
        """She agrees with a card that will not pay."""
        return self._choose(window, "approve_declining")

    def leave_at_her_bank(self, payment: Payment, window: Truth) -> None:
        """She turns round on PayPal's page."""
        self._choose(window, "cancel")

    def end_review(self) -> None:
        """PayPal's own people decide."""
        for row in self.double.state.rows("authorization", status="PENDING"):
            self.double.resolve("approved", authorization=row["id"])

    def lapse(self) -> None:
        """It expires after 29 days."""
        with self.double.state.transaction() as tx:
            for row in tx.rows("authorization"):
                if row["status"] in {"CREATED", "PENDING"}:
                    tx.put("authorization", row["id"], {**row, "status": "EXPIRED"})
                    lapsed = {"kind": "void", "order": row["order"], "cents": cents(row["amount"])}
                    tx.put("movement", f"lapsed-{row['id']}", lapsed)

    def change_amount(self, payment: Payment) -> None:
        """PayPal's order is about another sum."""
        with self.double.state.transaction() as tx:
            order = tx.get("order", payment.reference)
            order["purchase_units"][0]["amount"]["value"] = "100.00"
            tx.put("order", order["id"], order)

    def books(self, number: str) -> Books:
        """From the movements of the orders that carry our number."""
        ours = {order["id"] for order in self._orders() if number in str(order["purchase_units"][0])}
        return books_of(
            [r for r in self.double.state.rows("movement") if r["order"] in ours], "order", "cents"
        )

    def ledger(self) -> Any:
        """Statuses, and every movement of money."""
        return sorted((one["id"], one["status"]) for one in self._orders()), self.double.summary()[
            "movements"
        ]

    def _orders(self) -> list[dict[str, Any]]:
        return self.double.state.rows("order")

    def _choose(self, window: Truth, choice: str) -> str:
        answer = httpx.post(window.hosted_url, data={"choice": choice})
        if answer.status_code == httpx.codes.NOT_FOUND:
            raise ProviderRefused(answer.text)
        return ""
