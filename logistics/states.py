"""The states of a label and what may follow each (drawn in docs/states.md); one table, one writer."""

from typing import Any

from logistics.gateway import Refused
from logistics.models import Label, LabelState

S = LabelState
ALLOWED: dict[LabelState, frozenset[LabelState]] = {
    S.BUYING: frozenset({S.BOUGHT, S.FAILED}),
    S.BOUGHT: frozenset({S.VOIDING, S.CAME_BACK}),
    S.CAME_BACK: frozenset(),
    # The carrier may refuse to take it back: then it is still a label that can be used.
    S.VOIDING: frozenset({S.REFUNDING, S.REFUNDED, S.BOUGHT}),
    S.REFUNDING: frozenset({S.REFUNDED, S.NOT_REFUNDED}),
    S.REFUNDED: frozenset(),
    S.NOT_REFUNDED: frozenset(),
    # An answer that came late: the label was bought although we had given it up.
    S.FAILED: frozenset({S.BOUGHT, S.STRAY}),
    S.STRAY: frozenset({S.REFUNDING, S.REFUNDED, S.NOT_REFUNDED}),
}


def move(label: Label, to: LabelState, **facts: Any) -> None:
    """Move a locked label to a state and write the facts that come with it. Raises Refused if it can't go there."""
    before = LabelState(label.state)
    if to not in ALLOWED[before]:
        raise Refused(
            f"The label of {label.reference} is {before.label.lower()}; it can't become {to.label.lower()}."
        )
    label.state = to
    for name, value in facts.items():
        setattr(label, name, value)
    label.save(update_fields=["state", *facts])


def lock_label(pk: int) -> Label:
    """The label, locked until the transaction ends. Raises Label.DoesNotExist."""
    return Label.objects.select_for_update(of=("self",)).get(pk=pk)
