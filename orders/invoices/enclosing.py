"""Papers as mails enclose them: issued and printed once, the same bytes at every attempt."""

from orders.invoices import issuing
from orders.invoices.models import Paper
from orders.invoices.printing import pdf_of
from portero.core.mail.enclosing import Enclosure


def invoice(order_pk: int) -> Enclosure:
    """The invoice of an order, issued now if no task was quicker. Raises NotYet before its money is captured."""
    return _enclosed(issuing.invoice(order_pk))


def credit_note(refund_pk: int) -> Enclosure:
    """The credit note of a refund, issued now if no task was quicker. Raises NotYet before it has arrived."""
    return _enclosed(issuing.credit_note(refund_pk))


def name_of(paper: Paper) -> str:
    """`Portero-INV-000001.pdf`."""
    return f"Portero-{paper.number}.pdf"


def _enclosed(paper: Paper) -> Enclosure:
    return Enclosure(name_of(paper), pdf_of(paper), "application/pdf")
