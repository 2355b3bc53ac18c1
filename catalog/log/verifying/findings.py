"""What verification finds wrong: which row of which chain, and what about it."""

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Finding:
    """One row of one chain, or a root; `number` and `row` are None where it isn't about one."""

    subject: str
    number: int | None
    row: int | None
    what: str

    def __str__(self) -> str:
        entry = "" if self.number is None else f" entry {self.number}"
        row = "" if self.row is None else f" (row {self.row})"
        return f"{self.subject}{entry}{row}: {self.what}"


@dataclass
class Findings:
    """All of them, and how much was looked at; `tell` hears of each as it is found."""

    tell: Callable[[Finding], None] = lambda finding: None
    found: list[Finding] = field(default_factory=list)
    entries: int = 0
    pieces: int = 0
    roots: int = 0

    def add(self, subject: str, what: str, *, number: int | None = None, row: int | None = None) -> None:
        """Something is wrong."""
        finding = Finding(subject, number, row, what)
        self.found.append(finding)
        self.tell(finding)
