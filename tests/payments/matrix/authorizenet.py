"""Cards through Authorize.net: AcceptUI's token on our page, and Accept Hosted's page."""

from typing import Any

import httpx
from pytest_django import Settings

from orders.payments.gateway import Truth
from orders.payments.models import Method, Payment
from tests.fakes.authorizenet import AuthorizeNetDouble
from tests.payments.authorizenet.situations import DECLINED, VISA, nonce
from tests.payments.matrix.column import Books, DoubleColumn, ProviderRefused, books_of


class AuthorizeNetColumn(DoubleColumn):
    """The double's books and faults."""

    provider = "authorizenet"
    double_class = AuthorizeNetDouble

    def connect(self, settings: Settings) -> None:
        """Card processor, too."""
        settings.CARD_PROCESSOR = "authorizenet"
        settings.AUTHORIZENET_API_URL = self.double.api_url
        settings.AUTHORIZENET_HOSTED_URL = f"{self.double.url}/payment/payment"
        settings.AUTHORIZENET_SIGNATURE_KEY = self.double.webhook_secret

    def books(self, number: str) -> Books:
        """From the movements of the transactions that carry our number."""
        ours = {row["id"] for row in self._transactions() if row["invoice"].startswith(f"{number}-")}
        rows = [row for row in self.double.state.rows("movement") if row["transaction"] in ours]
        return books_of(rows, "transaction", "amount")

    def ledger(self) -> Any:
        """Statuses, and every movement of money."""
        return sorted((row["id"], row["status"]) for row in self._transactions()), self.double.summary()[
            "movements"
        ]

    def lapse(self) -> None:
        """It expires after thirty days."""
        held = {"authorizedPendingCapture", "FDSAuthorizedPendingReview"}
        with self.double.state.transaction() as tx:
            for row in tx.rows("transaction"):
                if row["status"] in held:
                    tx.put("transaction", row["id"], {**row, "status": "expired"})
                    lapsed = {"kind": "void", "transaction": row["id"], "amount": row["amount"]}
                    tx.put("movement", f"lapsed-{row['id']}", lapsed)

    def _transactions(self) -> list[dict[str, Any]]:
        return self.double.state.rows("transaction")


class AuthorizeNetCard(AuthorizeNetColumn):
    """AcceptUI: their frame gives a token for the card, our server has the money set aside."""

    name, method = "Authorize.net card", Method.CARD
    amount_changes_later = True

    def pay(self, payment: Payment, window: Truth) -> str:
        """She types her card into their form."""
        return nonce(self.double, VISA)

    def pay_with_a_bad_card(self, payment: Payment, window: Truth) -> str:
        """The form takes the card, her bank doesn't."""
        return nonce(self.double, DECLINED)

    def leave_at_her_bank(self, payment: Payment, window: Truth) -> None:
        """She has typed her card and closes the form: the token is never sent."""
        nonce(self.double, VISA)

    def change_amount(self, payment: Payment) -> None:
        """Her bank gave a part only."""
        with self.double.state.transaction() as tx:
            for row in tx.rows("transaction"):
                tx.put("transaction", row["id"], {**row, "amount": 100_00, "settle": 100_00})
            for key, row in self.double.state.tables["movement"].items():
                tx.put("movement", key, {**row.copy(), "amount": 100_00})


class AuthorizeNetHosted(AuthorizeNetColumn):
    """Accept Hosted's page, a plain form."""

    name, method = "Authorize.net hosted", Method.CARD_HOSTED

    def pay(self, payment: Payment, window: Truth) -> str:
        """She fills in the page."""
        return self._submit(window, VISA)

    def pay_with_a_bad_card(self, payment: Payment, window: Truth) -> str:
        """The page says so."""
        return self._submit(window, DECLINED)

    def leave_at_her_bank(self, payment: Payment, window: Truth) -> None:
        """She looks at the page, no more."""
        httpx.post(window.hosted_url, data=dict(window.hosted_form))

    def change_amount(self, payment: Payment) -> None:
        """The page asks for another sum."""
        with self.double.state.transaction() as tx:
            for token, page in self.double.state.tables["page"].items():
                row = page.copy()
                tx.put("page", token, {**row, "asked": {**row["asked"], "amount": "100.00"}})

    def _submit(self, window: Truth, number: str) -> str:
        card = {"number": number, "expiry": "12/40", "cvc": "900"}
        person = {
            "first_name": "Clara",
            "last_name": "Whitfield",
            "address": "740 Park Avenue",
            "zip": "10021",
        }
        answer = httpx.post(f"{self.double.url}/payment/pay", data=dict(window.hosted_form) | card | person)
        if answer.status_code == httpx.codes.GONE:
            raise ProviderRefused(answer.text)
        return ""
