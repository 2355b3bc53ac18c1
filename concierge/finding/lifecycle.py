"""A request's life: opened by the client, looked at and answered by staff, closed by either. Every step is kept.

A transition locks the request, reads it again, decides, saves, appends the event; the mail waits for the commit.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from stdnum import damm

from catalog.models import Item, ListingState
from concierge.finding import mails
from concierge.models import FindEvent, FindRequest, Proposal
from portero.core.figures import figure

State, Kind = FindRequest.State, FindEvent.Kind
ALLOWED: dict[str, frozenset[str]] = {
    State.OPEN: frozenset({State.PROPOSED, State.CLOSED}),
    State.PROPOSED: frozenset({State.OPEN, State.CLOSED}),
    State.CLOSED: frozenset(),
}


class FindRefused(Exception):
    """It can't be done; the message says why, to whoever asked."""


@transaction.atomic
def open_request(key: UUID, *, email: str, user: Any, facts: Mapping[str, Any]) -> FindRequest:
    """Take a client's request and acknowledge it by mail; the same form sent twice is one request."""
    now = timezone.now()
    first_look = now + timedelta(hours=int(figure("find_first_look_hours")))
    told = {**facts, "number": new_number(), "email": email, "user": user, "look_by": first_look}
    request, made = FindRequest.objects.get_or_create(key=key, defaults=told)
    if made:
        _append(request, Kind.OPENED, at=now)
        mails.opened(request)
    return request


@transaction.atomic
def looked(pk: int, *, actor: Any, said: str, public: bool) -> FindRequest:
    """Staff looked, and say what they saw, to the client or among themselves. Raises FindRefused once it is closed."""
    request = _locked(pk)
    _refuse_if_closed(request)
    _next_look(request)
    _append(request, Kind.LOOKED, actor=actor, said=said, public=public)
    return request


@transaction.atomic
def propose(pk: int, item: Item, *, actor: Any, why: str) -> Proposal:
    """Propose a listed piece, once per request; the client gets a mail.

    Raises FindRefused for a piece that can't be bought now, one that was proposed before, and a closed request.
    """
    request = _locked(pk)
    _refuse_if_closed(request)
    if not Item.objects.filter(pk=item.pk, state=ListingState.LISTED).exists():
        raise FindRefused(f"{item.number} isn't listed.")
    proposal, made = Proposal.objects.get_or_create(
        request=request, item=item, defaults={"by": actor, "why": why}
    )
    if not made:
        raise FindRefused(f"{item.number} was proposed before.")
    if request.state == State.OPEN:
        _move(request, State.PROPOSED)
    _next_look(request)
    _append(request, Kind.PROPOSED, actor=actor, said=why, item=item)
    mails.proposed(proposal)
    return proposal


@transaction.atomic
def decline(proposal: Proposal) -> None:
    """The client doesn't want this piece; the search goes on. Twice is once, and after the end nothing."""
    request = _locked(proposal.request_id)
    mine = Proposal.objects.filter(pk=proposal.pk, declined_at=None)
    if request.is_closed or not mine.update(declined_at=timezone.now()):
        return
    if not request.proposals.filter(declined_at=None).exists():
        _move(request, State.OPEN)
    request.look_by = timezone.now() + timedelta(hours=int(figure("find_first_look_hours")))
    request.save(update_fields=["look_by"])
    _append(request, Kind.DECLINED, item=proposal.item)


@transaction.atomic
def close(pk: int, *, actor: Any = None, said: str = "") -> FindRequest:
    """End the search: by the client (no actor), or by staff, who give a reason that she reads in a mail.

    Closing twice is closing once. Raises FindRefused for staff without a reason.
    """
    request = _locked(pk)
    if request.is_closed:
        return request
    if actor is not None and not said.strip():
        raise FindRefused("Why? The client reads the reason.")
    _move(request, State.CLOSED)
    event = _append(request, Kind.CLOSED, actor=actor, said=said.strip())
    if actor is not None:
        mails.closed(request, event.said)
    return request


def new_number() -> str:
    """A number that no request has; random, so that nobody reads our volume from it (a constraint is the backstop)."""
    while True:
        digits = str(secrets.randbelow(900_000) + 100_000)
        number = f"F-{digits}{damm.calc_check_digit(digits)}"
        if not FindRequest.objects.filter(number=number).exists():
            return number


def _locked(pk: int) -> FindRequest:
    return FindRequest.objects.select_for_update(of=("self",)).get(pk=pk)


def _refuse_if_closed(request: FindRequest) -> None:
    if request.is_closed:
        raise FindRefused("This search is closed.")


def _next_look(request: FindRequest) -> None:
    request.look_by = timezone.now() + timedelta(days=int(figure("find_next_look_days")))
    request.save(update_fields=["look_by"])


def _move(request: FindRequest, to: str) -> None:
    if to not in ALLOWED[request.state]:
        raise FindRefused(f"A search that is {request.state} can't become {to}.")
    request.state = to
    if to == State.CLOSED:
        request.look_by = None
    request.save(update_fields=["state", "look_by"])


def _append(
    request: FindRequest,
    kind: str,
    *,
    actor: Any = None,
    said: str = "",
    public: bool = True,
    item: Item | None = None,
    at: datetime | None = None,
) -> FindEvent:
    return FindEvent.objects.create(
        request=request, kind=kind, actor=actor, said=said, public=public, item=item, at=at or timezone.now()
    )
