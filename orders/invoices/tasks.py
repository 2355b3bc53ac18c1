"""Papers are issued after the money's transaction: a number is never waited for while a payment is locked.

An invoice is issued by the task that sends the mail about the payment, because it goes with that mail.
"""

from celery import shared_task

from orders.invoices import issuing
from orders.invoices.printing import pdf_of
from orders.payments import rounds


@shared_task
def issue_credit_note(refund_pk: int) -> None:
    """Issue and print the credit note of a refund that has arrived; nothing if it was."""
    _credit_note(refund_pk)


@shared_task
def sweep_papers() -> None:
    """Issue what no task did."""
    orders, refunds = issuing.missing()
    rounds.each(orders, _invoice)
    rounds.each(refunds, _credit_note)


def _invoice(order_pk: int) -> int:
    pdf_of(issuing.invoice(order_pk))
    return 1


def _credit_note(refund_pk: int) -> int:
    try:
        pdf_of(issuing.credit_note(refund_pk))
    except issuing.NotYet:
        return 0
    return 1
