"""A certificate changes hands: its holder gets a code, who enters it becomes the holder, both get a mail."""

import hmac
import re
import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from authentication.certificates import mails
from authentication.certificates.standing import Standing, standing_of
from authentication.models import Certificate, Holder, TransferCode
from catalog.locks import lock_item
from portero.core import audit

# Crockford's digits: no letter that reads as a digit. Twelve of them are 60 bits, tried a few times an hour.
DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH, GROUP = 12, 4
GOOD_FOR = timedelta(days=14)
MISREAD = str.maketrans("OIL", "011")


class TransferRefused(Exception):
    """The certificate doesn't change hands; the message says why, and never whether such a code exists elsewhere."""


@transaction.atomic
def code_for_buyer(
    certificate: Certificate, email: str, order: str, *, bought_at: datetime
) -> tuple[str, TransferCode]:
    """A code for the buyer of this order, who becomes the registered holder if nobody has been since she bought it.

    Raises TransferRefused if she handed the certificate on before, or if it can't change hands.
    """
    _check(certificate)
    holder = _holder(certificate)
    if holder is None or holder.since < bought_at:
        holder = _becomes(certificate, email, order=order)
    elif holder.order != order:
        raise TransferRefused("You handed this certificate on. Its holder can hand it on further.")
    return _fresh_code(holder)


@transaction.atomic
def code_for_holder(holder_pk: int) -> tuple[str, TransferCode]:
    """A code for whoever holds the certificate by an earlier transfer. Raises TransferRefused."""
    holder = Holder.objects.select_related("certificate__item").get(pk=holder_pk)
    _check(holder.certificate)
    holder.refresh_from_db(fields=["until"])
    if holder.until is not None:
        raise TransferRefused("You handed this certificate on. Its holder can hand it on further.")
    return _fresh_code(holder)


@transaction.atomic
def enter(certificate: Certificate, code: str, email: str) -> Holder:
    """Whoever has the code becomes the registered holder; both get a mail. Raises TransferRefused.

    A code that is wrong, used, replaced, run out or of another certificate is answered alike.
    """
    _check(certificate)
    open_codes = TransferCode.objects.select_related("giver")
    found = open_codes.filter(certificate=certificate, hashed=hashed(code), over_at__isnull=True).first()
    now = timezone.now()
    if found is None or found.expires_at <= now or found.giver.until is not None:
        raise TransferRefused("This code isn't good. Ask the person who gave it to you for a new one.")
    if found.giver.email.casefold() == email.casefold():
        raise TransferRefused("This certificate is registered to this address already.")
    TransferCode.objects.filter(pk=found.pk).update(over_at=now)
    holder = _becomes(certificate, email)
    mails.transferred(found.giver, holder)
    audit.record("authentication.certificate_transferred", certificate)
    return holder


def transfers_of(certificate: Certificate) -> list[datetime]:
    """When the certificate changed hands between owners, oldest first; what Portero sold is no transfer."""
    return list(certificate.holders.filter(order="").values_list("since", flat=True))


def hashed(code: str) -> str:
    """The keyed hash of a code as somebody typed it."""
    plain = re.sub(r"[^0-9A-Z]", "", code.upper()).translate(MISREAD)
    return hmac.new(settings.SECRET_KEY.encode(), f"portero.transfer:{plain}".encode(), sha256).hexdigest()


def _check(certificate: Certificate) -> None:
    lock_item(certificate.item_id)
    certificate.item.refresh_from_db(fields=["state"])
    standing = standing_of(certificate)
    if standing != Standing.SOLD:
        raise TransferRefused(
            REFUSED.get(standing, "This piece is with us: its certificate changes hands when it is sold.")
        )


REFUSED = {
    Standing.DISPUTED: "This certificate is disputed. It can change hands once that is settled.",
    Standing.REVOKED: "This certificate was revoked.",
}


def _holder(certificate: Certificate) -> Holder | None:
    return certificate.holders.filter(until__isnull=True).first()


def _becomes(certificate: Certificate, email: str, *, order: str = "") -> Holder:
    now = timezone.now()
    certificate.holders.filter(until__isnull=True).update(until=now)
    certificate.transfer_codes.filter(over_at__isnull=True).update(over_at=now)
    return Holder.objects.create(certificate=certificate, email=email.lower(), since=now, order=order)


def _fresh_code(holder: Holder) -> tuple[str, TransferCode]:
    now = timezone.now()
    plain = "".join(secrets.choice(DIGITS) for _ in range(LENGTH))
    holder.certificate.transfer_codes.filter(over_at__isnull=True).update(over_at=now)
    row = TransferCode.objects.create(
        certificate=holder.certificate,
        giver=holder,
        hashed=hashed(plain),
        made_at=now,
        expires_at=now + GOOD_FOR,
    )
    return "-".join(plain[n : n + GROUP] for n in range(0, LENGTH, GROUP)), row
