"""How pages and mails name the form of payment: never more of a card than its brand and last four digits."""

from collections.abc import Iterable
from typing import Any

from orders.order.models import Order
from orders.payments.models import How, Method, Payment, PaymentState

# As the card schemes write themselves; the keys are the providers' spellings without case, blanks and hyphens.
BRANDS = {
    "visa": "Visa",
    "mastercard": "MasterCard",
    "amex": "American Express",
    "americanexpress": "American Express",
    "discover": "Discover",
    "diners": "Diners Club",
    "dinersclub": "Diners Club",
    "jcb": "JCB",
    "unionpay": "UnionPay",
}
BANKS_WAIT = "Banks take 5 to 10 business days to show it."
WAITS = {
    Method.PAYPAL: (
        "PayPal shows it in your balance at once; a card or bank account behind it takes 5 to 10 business days."
    ),
    Method.AFFIRM: (
        "Affirm takes 5 to 10 business days to take it off your loan, or to send back what you have paid of it."
    ),
    Method.WIRE: (
        "Our bank needs a working day or two, and yours may take 5 to 10 business days to show it."
    ),
}
# What a person pays beside the provider, because it can't go back to where it came from.
BY_HAND = "by bank transfer or check"
WAYS_BY_HAND: dict[str, str] = {How.TRANSFER: "by bank transfer", How.CHECK: "by check"}
WAITS_BY_HAND: dict[str, str] = {
    How.TRANSFER: "Your bank may take a few business days to show it.",
    How.CHECK: "It comes to you by mail.",
}
OTHERS = {Method.PAYPAL: "PayPal", Method.AFFIRM: "Affirm", Method.WIRE: "bank wire"}


def form_of(payment: Payment) -> str:
    """`Visa ending 4417`, `PayPal`, `Affirm`, `bank wire`; `card` as long as the provider hasn't told us which.

    A credit names the return and the order that it comes from.
    """
    if payment.method == Method.CREDIT:
        return f"credit from return {payment.details['return']} of order {payment.details['order']}"
    other = OTHERS.get(Method(payment.method))
    if other:
        return other
    brand = brand_name(str(payment.details.get("brand") or ""))
    last4 = str(payment.details.get("last4") or "")[-4:]
    return f"{brand or 'card'} ending {last4}" if last4 else brand or "card"


def brand_name(told: str) -> str:
    """`American Express` for `amex` or `AmericanExpress`; an unknown brand as it was told."""
    key = "".join(letter for letter in told.lower() if letter.isalnum())
    return BRANDS.get(key, told.title())


def back_to(payment: Payment) -> str:
    """Where its money goes back to: `your Visa ending 4417`, `your PayPal account`, `the account it came from`."""
    others = {
        Method.PAYPAL: "your PayPal account",
        Method.AFFIRM: "Affirm",
        Method.WIRE: "the account it came from",
    }
    return others.get(Method(payment.method)) or f"your {form_of(payment)}"


def how_long(payment: Payment) -> str:
    """How long it takes until she sees a refund that we have made (domain.md: 5 to 10 business days for the bank)."""
    return WAITS.get(Method(payment.method), BANKS_WAIT)


def by_hand(how: Any) -> str:
    """`by check`, of what a person pays beside the provider; `by bank transfer or check` where nobody said which."""
    return WAYS_BY_HAND.get(how, BY_HAND)


def asked_of(payment: Payment) -> str:
    """Whom we ask whether her payment went through: `the bank`, `PayPal`, `Affirm`."""
    return {Method.PAYPAL: "PayPal", Method.AFFIRM: "Affirm"}.get(Method(payment.method), "the bank")


def paid_with(order: Order) -> str:
    """The form of payment that paid this order; empty before it is paid. Uses prefetched payments."""
    return in_words(order.payments.all())


def in_words(payments: Iterable[Payment]) -> str:
    """The forms of payment that paid, one after the other: `credit from return ... and Visa ending 4417`."""
    return " and ".join(form_of(payment) for payment in payments if payment.state == PaymentState.CAPTURED)


def back_within(order: Order) -> str:
    """As `how_long`, of the payments that paid this order. Uses prefetched payments."""
    paid = [payment for payment in order.payments.all() if payment.state == PaymentState.CAPTURED]
    return " ".join(dict.fromkeys(map(how_long, paid))) or BANKS_WAIT
