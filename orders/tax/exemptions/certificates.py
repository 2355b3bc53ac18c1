"""A resale certificate's life: submitted, approved or declined by somebody else, used, reminded of, at its end.

A certificate holds through its last day, counted as the sale's date is, and only for the states it names.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from orders.tax.exemptions.papers import made_safe
from orders.tax.models import ResaleCertificate
from portero.core.mail import outbox
from portero.core.words import day

State = ResaleCertificate.State
REMIND_BEFORE = timedelta(days=30)


class CertificateRefused(Exception):
    """It can't be done; the message says why, to whoever asked."""


def submit(
    user: Any, *, business: str, number: str, states: Sequence[str], expires_on: date, upload: Any
) -> ResaleCertificate:
    """Keep what a client uploaded and let staff check it.

    Raises BadPaper for a file that can't be kept, CertificateRefused for one that is with us already.
    """
    file, kind = made_safe(upload)
    certificate = ResaleCertificate(
        user=user,
        business=business,
        number=number,
        states=sorted(set(states)),
        expires_on=expires_on,
        file=file,
        file_type=kind,
    )
    try:
        with transaction.atomic():
            certificate.save()
    except IntegrityError as error:
        certificate.file.delete(save=False)
        if "certificate_live_once" not in str(error):
            raise
        raise CertificateRefused(
            "We have a certificate of this number already. Withdraw it first to replace it."
        ) from error
    return certificate


@transaction.atomic
def decide(certificate: ResaleCertificate, *, approved: bool, actor: Any, reason: str) -> ResaleCertificate:
    """Approve or decline, once, with a reason; the client is told. Raises CertificateRefused."""
    locked = _locked(certificate)
    if locked.state != State.SUBMITTED:
        raise CertificateRefused(f"This certificate is {State(locked.state).label.lower()} already.")
    if locked.user_id == actor.pk:
        raise CertificateRefused("Nobody decides on a certificate of their own.")
    if approved and locked.expires_on < timezone.localdate():
        raise CertificateRefused("It has expired; it can only be declined.")
    if not reason.strip():
        raise CertificateRefused("Why? The reason is kept with the decision.")
    locked.state = State.APPROVED if approved else State.DECLINED
    locked.decided_at, locked.decided_by, locked.reason = timezone.now(), actor, reason.strip()
    locked.save(update_fields=["state", "decided_at", "decided_by", "reason"])
    _mail("certificate_decided", locked, approved=approved)
    return locked


@transaction.atomic
def withdraw(certificate: ResaleCertificate) -> None:
    """The client takes it back; orders that used it stay as they are. Twice is once."""
    locked = _locked(certificate)
    if locked.state in (State.SUBMITTED, State.APPROVED):
        locked.state = State.WITHDRAWN
        locked.save(update_fields=["state"])


def holding(user: Any, state: str, on: date) -> QuerySet[ResaleCertificate]:
    """The certificates of this client that hold in this state on that day, the longest-lived first."""
    if user is None or not user.is_authenticated or not state:
        return ResaleCertificate.objects.none()
    approved = ResaleCertificate.objects.filter(user=user, state=State.APPROVED)
    return approved.filter(states__contains=[state], expires_on__gte=on).order_by("-expires_on", "-pk")


def named(pk: int | None, state: str, on: date) -> ResaleCertificate | None:
    """This certificate if it holds in this state on that day. Whose it is the caller has checked."""
    if pk is None:
        return None
    approved = ResaleCertificate.objects.filter(pk=pk, state=State.APPROVED)
    return approved.filter(states__contains=[state], expires_on__gte=on).first()


def owned(pk: int | None, user: Any) -> int | None:
    """The same key if the certificate is this client's; a stranger's, or a guest's, is nothing."""
    if pk is None or user is None or not user.is_authenticated:
        return None
    return ResaleCertificate.objects.filter(pk=pk, user=user).values_list("pk", flat=True).first()


def remind(*, today: date | None = None) -> int:
    """Mail the owners of certificates that end within 30 days, once each; how many there were."""
    today = today or timezone.localdate()
    ending = ResaleCertificate.objects.filter(
        state=State.APPROVED,
        reminded_at__isnull=True,
        expires_on__gte=today,
        expires_on__lte=today + REMIND_BEFORE,
    )
    return sum(_reminded(pk) for pk in ending.values_list("pk", flat=True))


@transaction.atomic
def _reminded(pk: int) -> bool:
    locked = ResaleCertificate.objects.select_for_update().get(pk=pk)
    if locked.reminded_at or locked.state != State.APPROVED:
        return False
    locked.reminded_at = timezone.now()
    locked.save(update_fields=["reminded_at"])
    _mail("certificate_ending", locked)
    return True


def _locked(certificate: ResaleCertificate) -> ResaleCertificate:
    return ResaleCertificate.objects.select_for_update().get(pk=certificate.pk)


def _mail(kind: str, certificate: ResaleCertificate, **facts: Any) -> None:
    context = {"certificate": certificate, "until": day(certificate.expires_on), **facts}
    about, to = f"certificate:{certificate.pk}", certificate.user.email
    outbox.post(kind, about=about, to=to, context=context)
