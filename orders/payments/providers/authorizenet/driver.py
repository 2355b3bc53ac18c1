"""The driver: what the shop asks of every payment provider, as Authorize.net does it."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from orders.payments.gateway import (
    Declined,
    DisputeTruth,
    GatewayError,
    Movement,
    RefundTruth,
    Refused,
    Sale,
    Standing,
    Topic,
    Truth,
    Unknown,
    WebhookEvent,
)
from orders.payments.models import Method, Payment
from orders.payments.providers.authorizenet import answers, movements, refunds, requests, search, webhooks
from orders.payments.providers.authorizenet.client import OUR_FAULT, TRY_AGAIN, act
from orders.payments.providers.authorizenet.reasons import DUPLICATE, PART_ONLY, SENTENCES, sentence
from portero.core.money import CURRENCY

APPROVED, DECLINED, ERROR, HELD = "1", "2", "3", "4"
# Which of several transactions with one number counts: the one nearest to money.
RANKS = {Standing.CANCELLED: 0, Standing.PROCESSING: 1, Standing.AUTHORISED: 2, Standing.CAPTURED: 3}
# A call that is recorded for longer than it takes to send it has been sent before.
JUST_NOW = timedelta(seconds=5)


class AuthorizeNet:
    """Driver of `payment.provider == "authorizenet"`."""

    def unavailable(self, method: str, sale: Sale) -> str:
        """The account settles in US dollars only."""
        return "" if sale.currency == CURRENCY else "Cards are charged in US dollars only."

    def start(self, payment: Payment, return_url: str, cancel_url: str, key: str) -> Truth:
        """On our page nothing begins before she has typed her card; else ask for the hosted page's token.

        The token opens the page for 15 minutes and pays once; asking again gives another page for the same attempt.
        """
        if payment.method != Method.CARD_HOSTED:
            return _open(payment)
        answer = act("getHostedPaymentPageRequest", requests.hosted_page(payment, return_url, cancel_url))
        token = answers.text(answer, "token")
        if not token:
            raise Unknown(TRY_AGAIN, code="no token")
        return replace(
            _open(payment),
            hosted_url=settings.AUTHORIZENET_HOSTED_URL,
            hosted_form={"token": token},
            details={"hosted": requests.invoice_of(payment)},
        )

    @sensitive_variables("token")
    def authorize(self, payment: Payment, token: str, key: str) -> Truth:
        """Set the money aside; `token` is the `dataValue` of AcceptUI's opaque data (its descriptor never varies).

        Authorize.net knows no keys: one that was sent before is looked up instead. Raises Declined with a sentence
        for the buyer, Refused, and Unknown where it may have been done.
        """
        if not token:
            raise Refused(OUR_FAULT, code="no token")
        if _sent_before(payment, key):
            return self._what_became_of(payment)
        answer = act("createTransactionRequest", requests.authorization(payment, token))
        said = answers.verdict(answer)
        if said.code not in {APPROVED, HELD} or not said.reference.strip("0"):
            raise _refusal(said)
        truth = answers.authorised(answer, asked=payment.amount, currency=payment.currency)
        return self._refuse_part(payment, truth) if answers.is_part(answer, payment.amount) else truth

    def lookup(self, payment: Payment) -> Truth:
        """By reference; by our invoice number if we never learned it, or if a hosted page may have another card."""
        if not payment.reference and not _may_exist(payment):
            return _open(payment)
        if payment.reference:
            known = answers.truth(search.details(payment.reference))
            if not (_is_hosted(payment) and known.standing is Standing.CANCELLED):
                return known
        return self._search(payment)

    def capture(self, payment: Payment, amount: Decimal, key: str) -> Truth:
        """Take the whole sum; what their filters hold is approved first. Raises Declined and Refused."""
        if payment.details.get("held"):
            self._approve(payment)
        said = answers.verdict(
            act("createTransactionRequest", requests.capture(payment, payment.reference, amount))
        )
        truth = self.lookup(payment)
        # 311 (captured before) and 16 (voided or expired) are answers: where it stands now says what happened.
        if said.code == APPROVED or truth.standing is not Standing.AUTHORISED:
            if truth.standing is not Standing.CANCELLED:
                self._let_go_of_others(payment)
            return truth
        raise _refusal(said)

    def void(self, payment: Payment, key: str) -> Truth:
        """Let the sum go. A hosted page can't be closed, nor a request called back: then money may still come."""
        truth = self.lookup(payment)
        if truth.standing is Standing.OPEN:
            return replace(truth, standing=Standing.CANCELLED, watch=_may_still_come(payment))
        if truth.standing is Standing.AUTHORISED:
            truth = self._let_go(payment, truth)
        self._let_go_of_others(payment)
        return replace(truth, watch=_is_hosted(payment)) if truth.standing is Standing.CANCELLED else truth

    def renew(self, payment: Payment, key: str) -> Truth:
        """An authorisation lasts 30 days and can't be prolonged: as it stands."""
        return self.lookup(payment)

    def refund(self, payment: Payment, amount: Decimal, key: str) -> RefundTruth:
        """Give money back; before it has settled, all of it or nothing yet."""
        return refunds.refund(payment, amount, key)

    def lookup_refund(
        self, payment: Payment, amount: Decimal, key: str, reference: str
    ) -> RefundTruth | None:
        """By its reference, or by the invoice number that its key makes."""
        return refunds.lookup(payment, amount, key, reference)

    def lookup_dispute(self, reference: str) -> DisputeTruth:
        """Authorize.net doesn't tell of disputes: the bank writes, and staff open the case by hand."""
        raise Refused("Authorize.net doesn't report disputes; open the case by hand.", code="no disputes")

    def movements(self, since: datetime, until: datetime) -> Iterator[Movement]:
        """Settled batches, and what is captured or refunded and hasn't settled."""
        return movements.movements(since, until)

    def parse_webhook(self, headers: Mapping[str, str], body: bytes) -> WebhookEvent:
        """Check the signature over the raw body, and keep the ids.

        What was done on the hosted page, or by hand at Authorize.net, comes without a number of ours: then the
        transaction itself is asked. If it can't be had, the event is kept as it is, and the poller finds the payment.
        """
        event = webhooks.parse(headers, body)
        if event.topic in {Topic.PAYMENT, Topic.REFUND} and "metadata" not in event.facts:
            with suppress(GatewayError):
                return _completed(event)
        return event

    def _search(self, payment: Payment) -> Truth:
        """The transaction with the attempt's number that counts; several are named, for staff to look at."""
        lines = search.by_invoice(requests.invoice_of(payment), payment.created_at)
        found = [search.details(answers.text(line, "transId")) for line in lines]
        sales = [one for one in found if answers.text(one, "transactionType") != "refundTransaction"]
        if not sales:
            return _open(payment)
        truths = sorted((answers.truth(one) for one in sales), key=lambda one: RANKS[one.standing])
        best, others = truths[-1], [one for one in truths[:-1] if RANKS[one.standing]]
        if _is_hosted(payment) and all(answers.was_refused(one) for one in sales):
            return replace(_open(payment), problem=best.problem)
        if others:
            ids = ", ".join(one.reference for one in others)
            return replace(best, details={**best.details, "duplicates": ids})
        return best

    def _what_became_of(self, payment: Payment) -> Truth:
        truth = self.lookup(payment)
        if truth.standing is Standing.OPEN:
            raise Unknown(TRY_AGAIN, code="sent before")
        if truth.standing is Standing.CANCELLED and truth.problem:
            raise Declined(truth.problem)
        return truth

    def _refuse_part(self, payment: Payment, part: Truth) -> Truth:
        """Her bank gave a part although we ask for none: it is hers again at once. Raises Declined.

        If it can't be let go, the truth has the part's sum: it fits no order, and staff are told.
        """
        try:
            truth = self._let_go(payment, replace(part, held=False))
        except Refused:
            return answers.truth(search.details(part.reference))
        if truth.standing is Standing.CANCELLED:
            raise Declined(PART_ONLY, code=answers.PART)
        return truth

    def _approve(self, payment: Payment) -> None:
        if self.lookup(payment).held:
            said = answers.verdict(
                act("updateHeldTransactionRequest", requests.held(payment, payment.reference, "approve"))
            )
            if said.code == DECLINED:
                raise Declined(sentence(said.reason), code=said.reason)

    def _let_go_of_others(self, payment: Payment) -> None:
        """She has paid on two hosted pages of one attempt: what isn't captured is hers again at once."""
        if not _is_hosted(payment):
            return
        with suppress(GatewayError):
            for line in search.by_invoice(requests.invoice_of(payment), payment.created_at):
                other = answers.truth(search.details(answers.text(line, "transId")))
                if other.standing is Standing.AUTHORISED and other.reference != payment.reference:
                    self._let_go(payment, other)

    def _let_go(self, payment: Payment, truth: Truth) -> Truth:
        """Void an authorisation; what is held is declined first, unless somebody has decided about it meanwhile."""
        if truth.held:
            with suppress(Refused):
                act("updateHeldTransactionRequest", requests.held(payment, truth.reference, "decline"))
            truth = answers.truth(search.details(truth.reference))
            if truth.standing is not Standing.AUTHORISED:
                return truth
        said = answers.verdict(act("createTransactionRequest", requests.void(payment, truth.reference)))
        now = answers.truth(search.details(truth.reference))
        if said.code != APPROVED and now.standing is Standing.AUTHORISED:
            raise Refused(OUR_FAULT, code=said.reason)
        return now


def _completed(event: WebhookEvent) -> WebhookEvent:
    """The event with what its transaction says: our number, and of a refund which payment it is of."""
    transaction = search.details(event.reference or str(event.facts.get("refund", "")))
    of = answers.text(transaction, "refTransId") if event.topic is Topic.REFUND else event.reference
    facts = {**event.facts, **webhooks.numbers(answers.invoice(transaction))}
    return replace(event, reference=of, facts=facts)


def _open(payment: Payment) -> Truth:
    return Truth(Standing.OPEN, reference="", amount=payment.amount, currency=payment.currency)


def _is_hosted(payment: Payment) -> bool:
    return payment.method == Method.CARD_HOSTED


def _may_exist(payment: Payment) -> bool:
    """Whether there may be a transaction: she has had a hosted page, or we have sent her card's token."""
    return _is_hosted(payment) or payment.calls.filter(operation="authorize").exists()


def _may_still_come(payment: Payment) -> bool:
    unanswered = payment.calls.filter(operation="authorize", outcome__in=["", "unknown"])
    return _is_hosted(payment) or unanswered.exists()


def _sent_before(payment: Payment, key: str) -> bool:
    calls = payment.calls.filter(operation="authorize")
    earlier = ~Q(key=key) | Q(finished_at__isnull=False) | Q(started_at__lt=timezone.now() - JUST_NOW)
    return calls.filter(earlier).exists()


def _refusal(said: answers.Verdict) -> Declined | Refused | Unknown:
    """What to tell of a transaction that wasn't approved, or was by an account in test mode (its id is 0)."""
    if said.reason in DUPLICATE:
        return Unknown(TRY_AGAIN, code=said.reason)
    if said.code == DECLINED or (said.code == ERROR and said.reason in SENTENCES):
        return Declined(sentence(said.reason), code=said.reason)
    if said.code in {APPROVED, HELD, ERROR}:
        return Refused(OUR_FAULT, code=said.reason if said.code == ERROR else "test mode")
    return Unknown(TRY_AGAIN, code=said.code)
