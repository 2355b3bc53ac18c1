"""Cards through Stripe: its fields on our page, and its own page."""

from typing import Any

import httpx
import stripe
from pytest_django import Settings

from orders.payments.gateway import Truth
from orders.payments.models import Method, Payment
from tests.factories.payments import DECLINED, PAYS, provider
from tests.fakes.stripe import StripeDouble
from tests.payments.matrix.column import Books, DoubleColumn, ProviderRefused

THREE_D_SECURE = "pm_card_threeDSecure2Required"
NUMBERS = {PAYS: "4242424242424242", DECLINED: "4000000000000002", THREE_D_SECURE: "4000000000003220"}


class StripeColumn(DoubleColumn):
    """The double's books and faults."""

    provider = "stripe"
    double_class = StripeDouble

    def connect(self, settings: Settings) -> None:
        """Card processor, too."""
        settings.CARD_PROCESSOR = "stripe"
        settings.STRIPE_API_BASE = self.double.url
        settings.STRIPE_WEBHOOK_SECRET = self.double.webhook_secret

    def books(self, number: str) -> Books:
        """From intents and charges."""
        intents = [i for i in self._intents() if i["metadata"].get("order") == number]
        charges = {c["id"]: c for c in self.double.state.rows("charge")}
        taken = [charges[i["latest_charge"]] for i in intents if i["amount_received"]]
        return Books(
            captured=sum(i["amount_received"] for i in intents),
            returned=sum(charge["amount_refunded"] for charge in taken),
            held=sum(i["amount_capturable"] for i in intents),
        )

    def ledger(self) -> Any:
        """Statuses, and every movement of money."""
        return sorted((i["id"], i["status"]) for i in self._intents()), self.double.summary()["movements"]

    def lapse(self) -> None:
        """Stripe cancels by itself after seven days."""
        for intent in self._intents():
            if intent["status"] == "requires_capture":
                provider().v1.payment_intents.cancel(intent["id"])

    def _intents(self) -> list[dict[str, Any]]:
        return self.double.state.rows("payment_intent")


class Affirm(StripeColumn):
    """Affirm's page, by way of Stripe."""

    name, method = "Affirm", Method.AFFIRM

    def pay(self, payment: Payment, window: Truth) -> str:
        """She agrees to the plan."""
        return self._answer(window, "approve")

    def pay_with_a_bad_card(self, payment: Payment, window: Truth) -> str:
        """Affirm doesn't give her the loan."""
        return self._answer(window, "fail")

    def leave_at_her_bank(self, payment: Payment, window: Truth) -> None:
        """She looks at Affirm's page, no more."""
        httpx.get(window.hosted_url)

    def change_amount(self, payment: Payment) -> None:
        """Affirm's loan is for another sum."""
        with self.double.state.transaction() as tx:
            intent = tx.get("payment_intent", payment.reference)
            tx.put("payment_intent", intent["id"], {**intent, "amount": 100_00})

    @staticmethod
    def _answer(window: Truth, outcome: str) -> str:
        httpx.post(window.hosted_url, data={"outcome": outcome})
        return ""


class StripeCard(StripeColumn):
    """Stripe's fields on our page."""

    name, method = "Stripe card", Method.CARD

    def pay(self, payment: Payment, window: Truth) -> str:
        """She confirms in the fields."""
        return self._confirm(payment, PAYS)

    def pay_with_a_bad_card(self, payment: Payment, window: Truth) -> str:
        """The fields say so at once."""
        return self._confirm(payment, DECLINED)

    def leave_at_her_bank(self, payment: Payment, window: Truth) -> None:
        """She is sent to her bank's page."""
        self._confirm(payment, THREE_D_SECURE)

    def change_amount(self, payment: Payment) -> None:
        """Somebody changed the intent."""
        provider().v1.payment_intents.update(payment.reference, {"amount": 100})

    @staticmethod
    def _confirm(payment: Payment, method: str) -> str:
        told: Any = {"payment_method": method, "return_url": "http://127.0.0.1/back"}
        try:
            provider().v1.payment_intents.confirm(payment.reference, told)
        except stripe.CardError:
            pass
        except stripe.StripeError as error:
            raise ProviderRefused(str(error)) from error
        return ""


class StripeCardWithTheOrder(StripeCard):
    """The same, on a payment page that was the answer to placing the order."""

    name, with_the_order = "Stripe card, with the order", True


class StripeHosted(StripeColumn):
    """Checkout's page."""

    name, method = "Stripe hosted", Method.CARD_HOSTED

    def pay(self, payment: Payment, window: Truth) -> str:
        """She fills in the page."""
        return self._submit(payment, PAYS)

    def pay_with_a_bad_card(self, payment: Payment, window: Truth) -> str:
        """The page says so."""
        return self._submit(payment, DECLINED)

    def leave_at_her_bank(self, payment: Payment, window: Truth) -> None:
        """The page sends her to her bank's."""
        self._submit(payment, THREE_D_SECURE)

    def change_amount(self, payment: Payment) -> None:
        """The page asks for another sum."""
        with self.double.state.transaction() as tx:
            session = tx.get("checkout.session", payment.hosted_reference)
            tx.put("checkout.session", session["id"], {**session, "amount_total": 100})

    def _submit(self, payment: Payment, method: str) -> str:
        card = {"number": NUMBERS[method], "expiry": "12 / 40", "cvc": "123", "name": "Clara"}
        address = {"email": "clara@example.com", "country": "US", "postal_code": "10021"}
        page = f"{self.double.url}/c/pay/{payment.hosted_reference}"
        answer = httpx.post(page, data=card | address)
        if answer.status_code == httpx.codes.GONE:
            raise ProviderRefused(answer.text)
        return ""
