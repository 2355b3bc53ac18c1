"""Background work of claims; beat runs it, it is safe to run twice."""

from celery import shared_task

from authentication.models import Certificate
from orders.promise import back_labels, owners, pictures
from orders.promise.models import ClaimPhoto
from orders.promise.sweeping import sweep


@shared_task
def sweep_claims() -> int:
    """Every minute: clocks that ring, what carriers told, refunds that have gone out."""
    return sweep() + back_labels.sweep()


@shared_task
def mail_claim_link(certificate_pk: int, email: str) -> None:
    """Mail the way to a claim to the owner of a certificate, if this is her address; a page leaves it to the worker."""
    owners.write_to(Certificate.objects.select_related("item__designer").get(pk=certificate_pk), email)


@shared_task
def sweep_claim_pictures() -> int:
    """Pictures of past days whose form was never sent."""
    return pictures.sweep(ClaimPhoto.objects.values_list("file", flat=True))
