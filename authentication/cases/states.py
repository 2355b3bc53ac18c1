"""The states of a case and what may follow each (drawn in docs/states.md); one table, one writer."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from authentication.cases.locks import lock_case
from authentication.cases.refusals import CaseRefused
from authentication.models import Case, CaseEvent

S = Case.State
ENDS = frozenset({S.PASSED, S.COUNTERFEIT, S.UNVERIFIED, S.CLOSED})
# What was decided stays decided: a later doubt is a case of its own, with this one as its `prior`.
ALLOWED: dict[Case.State, frozenset[Case.State]] = {
    S.OPEN: frozenset({S.DISAGREED, S.OUTSIDE}) | ENDS,
    S.DISAGREED: frozenset({S.OUTSIDE}) | ENDS,
    S.OUTSIDE: frozenset({S.DISAGREED}) | ENDS,
    **dict.fromkeys(ENDS, frozenset()),
}


@transaction.atomic
def move(
    pk: int,
    to: Case.State,
    *,
    actor: Any = None,
    said: str = "",
    at: datetime | None = None,
    data: dict[str, Any] | None = None,
    **facts: Any,
) -> Case:
    """Move a case along the table, with its event; `facts` are columns that change with it.

    A state that ends it stamps `decided_at` and takes its deadlines away. Raises CaseRefused when the row, as it
    stands now, may not go there; nothing is written then.
    """
    at, case = at or timezone.now(), lock_case(pk)
    before = Case.State(case.state)
    if to not in ALLOWED[before]:
        raise CaseRefused(f"The case is {before.label.lower()}; it can't become {to.label.lower()}.")
    if to in ENDS:
        facts = {"decided_at": at, "due_at": None, "ring_at": None} | facts
    case.state = to
    for name, value in facts.items():
        setattr(case, name, value)
    case.save(update_fields=["state", *facts])
    append(case, to, actor=actor, said=said, at=at, data=data)
    return case


def append(
    case: Case,
    kind: str,
    *,
    actor: Any = None,
    said: str = "",
    at: datetime | None = None,
    data: dict[str, Any] | None = None,
) -> CaseEvent:
    """Append an event without a change of state: a review begun or handed back, a reminder.

    No verdict stands in an event before the case is decided: the other reviewers may read it.
    """
    return CaseEvent.objects.create(
        case=case,
        kind=kind,
        actor=actor if getattr(actor, "is_authenticated", False) else None,
        said=said,
        at=at or timezone.now(),
        data=data or {},
    )
