"""Everything, or one piece."""

from collections.abc import Callable

from catalog.log.verifying.chains import verify_chains
from catalog.log.verifying.findings import Finding, Findings
from catalog.log.verifying.published import verify_published, verify_roots


def verify(piece: str | None = None, *, tell: Callable[[Finding], None] = lambda finding: None) -> Findings:
    """Look at every row of the log, or at the chain of the piece of this number and what was published of it.

    Each look is one statement of the database, so that what is appended meanwhile troubles none of them.
    """
    findings = Findings(tell)
    verify_chains(findings, piece)
    verify_published(findings, piece)
    if piece is None:
        verify_roots(findings)
    return findings
