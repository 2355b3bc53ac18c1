"""Photographs that show a finding: distrusted, encoded anew, kept privately; the same one twice is one."""

import hashlib
from typing import IO

from django.db import transaction

from authentication.bench.saving import finding_of
from authentication.bench.seats import Seat
from authentication.cases.refusals import CaseRefused
from authentication.models import Check, Evidence
from catalog.photography import private
from catalog.photography.intake import encode

MOST = 12


def add(seat: Seat, check: Check, file: IO[bytes], name: str = "") -> Evidence:
    """Take a photograph in. Raises BadPicture, and CaseRefused beyond `MOST` of a check or once the review is over.

    It is opened and stored before anything is locked: nobody waits for a picture under a lock.
    """
    developed = encode(file, name)
    stored = private.keep(f"reviews/{seat.review.pk}", developed)
    evidence = Evidence(
        file=stored,
        sha256=hashlib.sha256(developed.data).hexdigest(),
        width=developed.width,
        height=developed.height,
    )
    try:
        kept = _hang(seat, check, evidence)
    except BaseException:  # nobody would ever look for the files
        private.discard(stored)
        raise
    if kept is not evidence:
        private.discard(stored)
    return kept


@transaction.atomic
def remove(seat: Seat, evidence: Evidence) -> None:
    """Take it away again, with its files. Raises CaseRefused once the review is over."""
    finding_of(seat, evidence.finding.check_made)
    if Evidence.objects.filter(pk=evidence.pk).delete()[0]:
        transaction.on_commit(lambda: private.discard(evidence.file))


@transaction.atomic
def _hang(seat: Seat, check: Check, evidence: Evidence) -> Evidence:
    finding = finding_of(seat, check)
    there = list(finding.evidence.all())
    if known := next((one for one in there if one.sha256 == evidence.sha256), None):
        return known
    if len(there) >= MOST:
        raise CaseRefused(f"{MOST} photographs of one check are as many as are taken.")
    evidence.finding = finding
    evidence.save(force_insert=True)
    return evidence
