"""Who gets to a review: a member of staff to her own, an outside authenticator by her link. Anything else is a 404."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from accounts.throttle import client_address, is_over, too_often
from authentication.bench.seats import Seat
from authentication.cases.outside import KIND
from authentication.models import Case, Review
from portero.core.card_numbers import typed_by_people
from portero.core.desk import desk
from portero.core.links import pk_of
from portero.core.personal import personal

VIEW, REVIEW = "authentication.view_case", "authentication.add_review"
CLAIMS = "promise.view_claim"
PURPOSE, GUESSES, WITHIN = "outside-link", 30, timedelta(hours=1)
ASKS, ASKED_WITHIN = 600, timedelta(minutes=10)
WAIT = "That was often. Please wait an hour."
View = Callable[..., HttpResponse]
BEGUN = Review.State.BEGUN
WITH_CASE = (
    "case__item__designer",
    "case__item__style",
    "case__item__category",
    "case__item__material",
    "case__template",
    "expert",
)


def seated(view: View) -> View:
    """Give the view her own begun review of the case that is named; who has none gets a 404, whatever there is."""

    @desk(REVIEW)
    @personal
    @wraps(view)
    def opened(request: HttpRequest, number: str, *args: Any, **kwargs: Any) -> HttpResponse:
        seat = seat_of(request.user, number)
        if seat is None:
            raise Http404
        return view(request, seat, *args, **kwargs)

    return opened


def seat_of(person: Any, number: str) -> Seat | None:
    """Her begun review of this case, if she has one."""
    mine = Review.objects.filter(case__number=number, reviewer_id=person.pk, state=BEGUN)
    review = mine.select_related(*WITH_CASE).first()
    return Seat(review, "review", number) if review else None


def case_of(number: str) -> Case:
    """A case with what its pages show of the piece. Raises Http404."""
    found = Case.objects.select_related(
        "item__designer", "item__style", "item__category", "template", "prior"
    )
    return get_object_or_404(found, number=number)


def claim_page(case: Case, person: Any, *, may_review: bool = False) -> str:
    """The address of the claim that a case looks into, for those who see claims; empty for all others.

    Also for whoever may still review it: what the client writes and what was decided before would unblind her.
    """
    told = case.kind == Case.Kind.CLAIM and person.has_perm(CLAIMS) and not may_review
    return reverse("claims-desk:one", args=[case.reference]) if told else ""


def by_link(view: View) -> View:
    """Give the view the outside authenticator's review; a link that is over is told kindly, with a 410.

    A wrong link is a 404, and beyond thirty an hour from one address a 429. No form token is asked for: the signed
    token in the address is the whole authority, and another site doesn't know it.
    """

    @csrf_exempt
    @personal
    @wraps(view)
    def opened(request: HttpRequest, token: str, *args: Any, **kwargs: Any) -> HttpResponse:
        if is_over(PURPOSE, client_address(request), limit=GUESSES - 1):
            return HttpResponse(WAIT, status=429, content_type="text/plain")
        review = _behind(request, token)
        if too_often("outside-page", str(review.pk), limit=ASKS, within=ASKED_WITHIN):
            return HttpResponse(WAIT, status=429, content_type="text/plain")
        if (
            review.state != BEGUN
            or review.link_expires_at is None
            or review.link_expires_at <= timezone.now()
        ):
            return render(request, "authentication/outside_over.html", {"review": review}, status=410)
        return view(request, Seat(review, "outside", token), *args, **kwargs)

    return typed_by_people(opened)


def _behind(request: HttpRequest, token: str) -> Review:
    try:
        asked = Review.objects.filter(expert__isnull=False).select_related(*WITH_CASE)
        return get_object_or_404(asked, pk=pk_of(KIND, token))
    except Http404:
        too_often(PURPOSE, client_address(request), limit=GUESSES, within=WITHIN)
        raise
