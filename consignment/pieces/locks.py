"""Row locks on consignments, always by primary key; docs/locking.md has the order between models."""

from collections.abc import Iterable

from consignment.models import Consignment
from portero.core.own_words import every

LISTED = """
    select * from consignment_consignment where item_id = any(%s::bigint[]) and state = %s order by id for update
"""


def lock_consignment(pk: int) -> Consignment:
    """The consignment, locked until the transaction ends, fresh. Raises Consignment.DoesNotExist."""
    return Consignment.objects.select_for_update(of=("self",)).get(pk=pk)


def lock_consignment_unless_busy(pk: int) -> Consignment | None:
    """As `lock_consignment`, but None when somebody else is at it: a sweep never waits."""
    free = Consignment.objects.select_for_update(of=("self",), skip_locked=True)
    return free.filter(pk=pk).first()


def lock_listed(item_pks: Iterable[int]) -> list[Consignment]:
    """The consignments under which these pieces are listed, locked."""
    return every(Consignment, LISTED, list(item_pks), Consignment.State.LISTED)
