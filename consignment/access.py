"""How a consignor's things reach a view: through her opened link or her linked account. Anything else is a 404."""

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone

from consignment.models import Consignor, Submission

KEY, SINCE = "consignor", "consignor_since"
OPEN_FOR = timedelta(hours=12)


def open_for(request: HttpRequest, consignor: Consignor) -> None:
    """Open her portal in this browser for some hours; whoever comes here has proven the mailbox.

    An account signed in under the very same e-mail is linked for good.
    """
    request.session.cycle_key()
    request.session[KEY] = consignor.pk
    request.session[SINCE] = int(timezone.now().timestamp())
    user: Any = request.user
    if user.is_authenticated and consignor.user_id is None and user.email.casefold() == consignor.email:
        Consignor.objects.filter(pk=consignor.pk, user=None).update(user=user)


def leave(request: HttpRequest) -> None:
    """Close the portal in this browser."""
    request.session.pop(KEY, None)
    request.session.pop(SINCE, None)


def consignor_of(request: HttpRequest) -> Consignor:
    """Who looks at her own pieces. Raises Http404 for everybody else, staff included."""
    found = consignor_here(request)
    if found is None:
        raise Http404
    return found


def consignor_here(request: HttpRequest) -> Consignor | None:
    """Whose portal is open in this browser; None where nobody's is, which says nothing of any piece."""
    pk, since = request.session.get(KEY), request.session.get(SINCE, 0)
    opened = since > (timezone.now() - OPEN_FOR).timestamp()
    if pk and opened and (found := Consignor.objects.filter(pk=pk).first()):
        return found
    user: Any = request.user
    return Consignor.objects.filter(user=user).first() if user.is_authenticated else None


def submissions_of(consignor: Consignor) -> QuerySet[Submission]:
    """Everything she ever sent us, newest first."""
    return consignor.submissions.select_related("item").order_by("-pk")


def submission_of(consignor: Consignor, number: str) -> Submission:
    """One of hers. Raises Http404 for somebody else's."""
    found = submissions_of(consignor).filter(number=number).first()
    if found is None:
        raise Http404
    return found
