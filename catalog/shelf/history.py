"""When each piece last changed, as far back as this process knows: what a page shows of some pieces still stands?"""

from collections.abc import Iterable

MOST = 200_000  # pieces; more than that, and everything counts as changed


class History:
    """Moments are the numbers that a `Shelf` counts up; whoever notes keeps other writers out meanwhile."""

    def __init__(self) -> None:
        self._changed_at: dict[int, int] = {}
        self._all_changed_at = 0

    def note(self, pks: Iterable[int], moment: int) -> None:
        """These pieces changed."""
        self._changed_at.update(dict.fromkeys(pks, moment))
        if len(self._changed_at) > MOST:
            self.note_all(moment)

    def note_all(self, moment: int) -> None:
        """Any piece may have changed, or the words that all are described with."""
        self._all_changed_at = moment  # before forgetting: a reader in between sees more changes, never fewer
        self._changed_at = {}

    def unchanged(self, pks: Iterable[int], since: int) -> bool:
        """Whether nothing that a page can show of these pieces changed after that moment."""
        if self._all_changed_at > since:
            return False
        changed_at = self._changed_at
        return all(changed_at.get(pk, 0) <= since for pk in pks)
