"""What beat asks of the tax room."""

from celery import shared_task

from orders.tax.exemptions import certificates


@shared_task
def remind_of_certificates() -> None:
    """Write to the holders of resale certificates that end soon."""
    certificates.remind()
