"""Signed links: what somebody has with us opens by its link alone, without a session. Anything else is a 404."""

from typing import Any

from django.conf import settings
from django.core import signing
from django.http import Http404
from django.urls import reverse


def token_for(kind: str, pk: Any) -> str:
    """The token that opens this one thing; of no use for another kind."""
    return _signer(kind).sign(str(pk))


def link_to(view: str, kind: str, pk: Any, *more: Any) -> str:
    """The absolute address of a page for whoever holds the link, for mails."""
    return settings.PUBLIC_URL + reverse(view, args=[token_for(kind, pk), *more])


def pk_of(kind: str, token: str) -> int:
    """The primary key in a token. Raises Http404 for one that we didn't sign for this kind."""
    try:
        return int(_signer(kind).unsign(token))
    except (signing.BadSignature, ValueError):
        raise Http404 from None


def _signer(kind: str) -> signing.Signer:
    return signing.Signer(salt=f"portero.{kind}", sep="~")
