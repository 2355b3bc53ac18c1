"""Whether the log is what was written: every chain, every root and every signature, computed again from the rows.

Nothing is taken from the database but its rows: digests are made here, so that a trigger that was taken away or
changed hides nothing. See docs/item-log.md for what each finding means.
"""

from catalog.log.verifying.findings import Finding, Findings
from catalog.log.verifying.whole import verify

__all__ = ["Finding", "Findings", "verify"]
