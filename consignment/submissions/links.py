"""Links of the sell form: her draft's, and the one that confirms her e-mail.

The draft's token is the only key to it: signed, so that nobody guesses one, and of no use for another draft. The
confirming token names the e-mail it was mailed to, so that a corrected address makes the mail before it worthless.
"""

import hashlib

from django.conf import settings
from django.core import signing
from django.http import Http404
from django.urls import reverse

from consignment.models import Submission
from portero.core import links

DRAFT = "sell-draft"
_confirming = signing.Signer(salt="portero.sell-confirm", sep="~")


def draft_token(submission: Submission) -> str:
    """What opens this draft, and later its end page."""
    return links.token_for(DRAFT, submission.pk)


def draft_link(submission: Submission) -> str:
    """The absolute address of the draft, for mails: it opens while she fills it in, or when we asked for pictures."""
    return links.link_to("sell:pictures", DRAFT, submission.pk)


def confirm_link(submission: Submission) -> str:
    """The absolute address whose button confirms her e-mail."""
    token = _confirming.sign(f"{submission.pk}.{_digest(submission.email)}")
    return settings.PUBLIC_URL + reverse("sell:confirm", args=[token])


def submission_to_confirm(token: str) -> Submission:
    """The submission that a confirming link is for. Raises Http404 for any other, and for an address she corrected."""
    try:
        pk, _, digest = _confirming.unsign(token).partition(".")
    except signing.BadSignature:
        raise Http404 from None
    found = Submission.objects.filter(pk=pk).first()
    if found is None or digest != _digest(found.email):
        raise Http404
    return found


def _digest(email: str) -> str:
    return hashlib.sha256(email.encode()).hexdigest()[:12]
