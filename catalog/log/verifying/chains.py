"""Chain by chain: every digest from the row's own bytes, every number, every link, and the head it must end at."""

from catalog.log.digests import FIRST, LINES, digest_of
from catalog.log.streaming import stream
from catalog.log.verifying.findings import Findings

ENTRIES = f"""
    select {LINES}, encode(entry.digest, 'hex'), coalesce(head.number, 0), coalesce(encode(head.digest, 'hex'), '')
    from catalog_itemlogentry entry
    left join catalog_item piece on piece.id = entry.item_id
    cross join lateral (select coalesce(piece.number, 'piece ' || entry.item_id) as number) item
    left join catalog_itemloghead head on head.item_id = entry.item_id
    {{where}} order by entry.item_id, entry.number
"""  # noqa: S608  (our own words)
EMPTIED = """
    select coalesce(item.number, 'piece ' || head.item_id), head.number
    from catalog_itemloghead head left join catalog_item item on item.id = head.item_id
    where not exists (select from catalog_itemlogentry entry where entry.item_id = head.item_id) {where}
"""
# Kept beside the digest for the next entry's sake: the head's own copy of what its last entry follows.
MISLED = """
    select coalesce(item.number, 'piece ' || head.item_id), head.number, entry.id
    from catalog_itemloghead head left join catalog_item item on item.id = head.item_id
    join catalog_itemlogentry entry on entry.item_id = head.item_id and entry.number = head.number
    where entry.previous <> head.previous and entry.digest = head.digest {where} order by head.item_id
"""
EDITED = "edited or inserted by hand: its digest is not that of what it says"
REWRITTEN = "rewritten: what comes after it names another digest"
INSERTED = "inserted by hand: the entry after it follows the one before it"
SHIFTS = [shift for n in range(1, 10) for shift in (-n, n)]
BEYOND = "inserted by hand: the chain's head doesn't reach so far"


class Chains:
    """Takes the entries in order, one after the other."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._piece = b""
        self._number = self._row = 0
        self._stored = self._computed = FIRST
        self._head_number, self._head = 0, FIRST
        self._before: list[tuple[int, int, bytes]] = []  # number, row and digest of this chain's entries

    def entry(self, columns: list[bytes]) -> None:
        """The next entry: its seven lines, its digest, and number and digest of the head of its chain."""
        if columns[0] != self._piece:
            self.end()
            self._begin(columns)
        lines, stored = columns[:7], columns[7]
        computed, number = digest_of(lines), int(columns[1])
        if number != self._number + 1:
            self._missing(self._number + 1, min(number - 1, self._head_number))
        elif lines[6] != self._stored and lines[6] != self._computed:
            self._blame_those_before(lines[6], is_whole=computed == stored)
        self._number, self._row, self._stored, self._computed = number, int(columns[5]), stored, computed
        self._before.append((number, self._row, stored))
        if computed != stored:
            self._say(_edited(lines, stored))
        if number > self._head_number:
            self._say(BEYOND)
        self._findings.entries += 1

    def end(self) -> None:
        """The chain has no more entries: is it as long as its head says, and ends with its digest?"""
        if not self._piece:
            return
        if self._number < self._head_number:
            self._missing(self._number + 1, self._head_number)
        elif self._number == self._head_number and self._head not in (self._stored, self._computed):
            self._say("rewritten: the chain's head names another digest")

    def _begin(self, columns: list[bytes]) -> None:
        self._piece, self._number, self._row = columns[0], 0, 0
        self._stored = self._computed = FIRST
        self._before = [(0, 0, FIRST)]
        self._head_number, self._head = int(columns[8]), columns[9]
        self._findings.pieces += 1

    def _blame_those_before(self, previous: bytes, *, is_whole: bool) -> None:
        """An entry doesn't follow the one before it: something came between, or that one isn't what it was."""
        digests = [digest for _, _, digest in self._before]
        if previous in digests:
            for number, row, _ in self._before[digests.index(previous) + 1 :]:
                self._findings.add(self._piece.decode(), INSERTED, number=number, row=row)
        elif is_whole:
            self._say(REWRITTEN)

    def _missing(self, first: int, last: int) -> None:
        if first <= last:
            gone(self._findings, self._piece, first, last)

    def _say(self, what: str) -> None:
        piece = self._piece.decode()
        if self._number:
            self._findings.add(piece, what, number=self._number, row=self._row)
        else:
            self._findings.add(piece, "its first entry names one before it", number=1)


def _edited(lines: list[bytes], stored: bytes) -> str:
    """What became of an entry whose digest isn't that of what it says."""
    for shift in SHIFTS:
        number = int(lines[1]) + shift
        if digest_of([lines[0], b"%d" % number, *lines[2:]]) == stored:
            return f"renumbered: it was written as entry {number}"
    return EDITED


def verify_chains(findings: Findings, piece: str | None = None) -> None:
    """Every chain, or that of the piece of this number."""
    chains = Chains(findings)
    where, values = ("where piece.number = %s", [piece]) if piece else ("", [])
    stream(ENTRIES.format(where=where), values, chains.entry)
    chains.end()
    and_where = "and item.number = %s" if piece else ""
    stream(EMPTIED.format(where=and_where), values, lambda row: gone(findings, row[0], 1, int(row[1])))
    stream(MISLED.format(where=and_where), values, lambda row: _misled(findings, *row))


def _misled(findings: Findings, piece: bytes, number: bytes, row: bytes) -> None:
    what = "the chain's head was edited: it names another digest before this one"
    findings.add(piece.decode(), what, number=int(number), row=int(row))


def gone(findings: Findings, piece: bytes, first: int, last: int) -> None:
    """These entries of a chain are no longer there."""
    what = "deleted" if first >= last else f"deleted, and all after it up to entry {last}"
    findings.add(piece.decode(), what, number=first)
