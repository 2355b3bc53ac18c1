"""EasyPost's official client, and its exceptions as ours.

There are no idempotency keys: what keeps a purchase single is that a shipment of theirs can be bought once.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from urllib.parse import urlsplit

import easypost
import httpx
from django.conf import settings
from easypost import errors
from requests.adapters import HTTPAdapter

from logistics.gateway import LabelFile, NotKnown, Refused, Silent, no_transaction

TIMEOUT_SECONDS = 20
LARGEST_FILE = 4 * 1024 * 1024
NO_ANSWER = (
    "The carrier gateway didn't answer. We are finding out what became of it; nothing is bought twice."
)
# The carrier may have sold it all the same.
UNSURE = {"SHIPMENT.POSTAGE.TIMED_OUT", "SHIPMENT.POSTAGE.NO_RESPONSE", "SHIPMENT.PURCHASE.IN_PROGRESS"}
EXISTS = "SHIPMENT.POSTAGE.EXISTS"
BEGINNINGS = {b"%PDF-": "application/pdf", b"\x89PNG": "image/png"}
DEFINITE = (
    errors.BadRequestError,
    errors.PaymentError,
    errors.ForbiddenError,
    errors.MethodNotAllowedError,
    errors.InvalidRequestError,
)


def client() -> easypost.EasyPostClient:
    """The client for the key and address that are set."""
    return _client(settings.EASYPOST_API_KEY, settings.EASYPOST_API_BASE)


@cache
def _client(key: str, base: str) -> easypost.EasyPostClient:
    """One per key and address, so that connections are reused; it never repeats anything by itself."""
    made = easypost.EasyPostClient(key, api_base=base, timeout=TIMEOUT_SECONDS)
    # Theirs tries three times over: a silent provider would hold a request for 80 seconds.
    made._requests_session.mount(base, HTTPAdapter(max_retries=0))
    return made


@contextmanager
def translated() -> Iterator[None]:
    """Around every call and the reading of its answer: a definite no is Refused, what isn't one is Silent."""
    no_transaction()
    try:
        yield
    except errors.UnauthorizedError as error:
        raise Refused("EasyPost doesn't accept our key. Tell whoever runs the shop.", code="401") from error
    except errors.RateLimitError as error:
        raise Refused("EasyPost is busy. Try again in a minute.", code="429") from error
    except errors.NotFoundError as error:
        raise NotKnown(f"EasyPost doesn't know it: {error.message}", code=error.code or "404") from error
    except DEFINITE as error:
        code = error.code or str(error.http_status or "")
        if code in UNSURE:
            raise Silent(NO_ANSWER, code=code) from error
        raise Refused(f"The carrier refused: {error.message or code}", code=code) from error
    except errors.EasyPostError as error:
        raise Silent(NO_ANSWER, code=type(error).__name__) from error
    except (KeyError, TypeError, AttributeError) as error:
        raise Silent(NO_ANSWER, code="unreadable") from error


def fetch(url: str) -> LabelFile:
    """The file of a label, from EasyPost's storage only. Raises Silent, or Refused for what isn't a label."""
    no_transaction()
    host = urlsplit(url).hostname or ""
    if not any(host == allowed or host.endswith(allowed) for allowed in settings.EASYPOST_FILE_HOSTS):
        raise Refused(f"A label at {host} isn't EasyPost's.", code="host")
    try:
        answer = httpx.get(url, timeout=TIMEOUT_SECONDS)
        answer.raise_for_status()
    except httpx.HTTPError as error:
        raise Silent(NO_ANSWER, code=type(error).__name__) from error
    for beginning, kind in BEGINNINGS.items():
        if answer.content.startswith(beginning) and len(answer.content) <= LARGEST_FILE:
            return LabelFile(answer.content, kind)
    raise Refused("EasyPost's file is neither a PDF nor a PNG.", code="file")
