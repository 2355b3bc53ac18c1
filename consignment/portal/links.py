"""The mailed way into the portal: a signed link that names a submission, and says when it was made."""

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import Http404
from django.urls import reverse

from consignment.models import Submission

GOOD_FOR = timedelta(days=60)


class LinkIsOld(Exception):
    """It was ours and is too old; `submission_pk` says whose, so that a fresh one can be mailed to its address."""

    def __init__(self, submission_pk: int) -> None:
        super().__init__("This link has run out.")
        self.submission_pk = submission_pk


def portal_link(submission: Submission) -> str:
    """The absolute address that opens the portal at this submission, for mails to its owner."""
    return settings.PUBLIC_URL + reverse("portal:open", args=[token_for(submission)])


def token_for(submission: Submission) -> str:
    """The token of the link; of no use for anything else that we sign."""
    return _signer().sign(str(submission.pk))


def submission_of(token: str) -> int:
    """The submission's primary key in a token. Raises Http404 for one that we didn't sign, LinkIsOld for an old one."""
    try:
        return int(_signer().unsign(token, max_age=GOOD_FOR))
    except signing.SignatureExpired:
        raise LinkIsOld(int(_signer().unsign(token))) from None
    except (signing.BadSignature, ValueError):
        raise Http404 from None


def is_ours(token: str) -> bool:
    """Whether we signed it, however long ago."""
    try:
        _signer().unsign(token)
    except signing.BadSignature:
        return False
    return True


def _signer() -> signing.TimestampSigner:
    return signing.TimestampSigner(salt="portero.consignor", sep="~")
