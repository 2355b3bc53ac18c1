"""Issuing: the first version when a passed piece is listed, the next ones when what they say has changed."""

import json
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from authentication.certificates.contents import Content, content_of, said_of, sha256
from authentication.certificates.numbers import new_number
from authentication.certificates.standing import open_disputes, revocation_of
from authentication.models import Case, Certificate, CertificateVersion
from catalog import log
from catalog.condition import grading
from catalog.locks import lock_item
from catalog.models import Item
from portero.core import audit, sealing
from portero.core.sealing.published import moment

State, Kind = Case.State, Case.Kind
DECIDED = (State.PASSED, State.COUNTERFEIT, State.UNVERIFIED)
# A second look that measures reviewers can take a certificate's ground away, and gives none; a known fake that trains
# them says nothing.
CERTIFYING = (Kind.INTAKE, Kind.BY_HAND, Kind.CLAIM)
TRIES = 5


class NotCertified(Exception):
    """No certificate can be issued; `reasons` says why, one sentence each."""

    def __init__(self, *reasons: str) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons


def missing(item: Item) -> list[str]:
    """Everything that keeps a piece from having a certificate, one sentence each; the database refuses the worst."""
    case, ground, current = newest_case(item), certifying_case(item), current_of(item)
    rules = {
        "It has no passed case.": case is None or (ground is None and case.state == State.PASSED),
        "Its newest case found it counterfeit.": case is not None and case.state == State.COUNTERFEIT,
        "Its newest case could not verify it.": case is not None and case.state == State.UNVERIFIED,
        "Its authenticity is disputed.": current is not None and bool(open_disputes(current)),
        "Its certificate was revoked: another one needs another case.": (
            revocation_of(getattr(ground, "certificate", None)) is not None
        ),
        "It has no photographs.": not item.photos.exists(),
        "It has no condition report.": not hasattr(item, "condition_report"),
    }
    grade = grading.lacking(item)
    return [sentence for sentence, lacks in rules.items() if lacks] + ([grade] if grade else [])


def newest_case(item: Item) -> Case | None:
    """The case that was decided last, of those that say something about the piece."""
    cases = Case.objects.filter(item=item, state__in=DECIDED).exclude(kind=Kind.SEEDED)
    return cases.order_by("-decided_at", "-pk").first()


def certifying_case(item: Item) -> Case | None:
    """The newest passed case that a certificate can stand on."""
    cases = Case.objects.filter(item=item, state=State.PASSED, kind__in=CERTIFYING)
    return cases.order_by("-decided_at", "-pk").first()


def current_of(item: Item) -> Certificate | None:
    """The newest certificate of a piece that wasn't revoked."""
    return Certificate.objects.filter(item=item).exclude(events__kind="revoked").order_by("-pk").first()


@transaction.atomic
def issue(item: Item, *, actor: Any, why: str = "", at: datetime | None = None) -> CertificateVersion:
    """The certificate of a piece as it is now; the newest version if that says the same already, and its seal holds.

    `actor` is None for a sweep; `why` says what changed. Raises NotCertified with every reason.
    """
    locked, now = lock_item(item.pk), at or timezone.now()
    if reasons := missing(locked):
        raise NotCertified(*reasons)
    certificate, last = _opened(locked, now)
    content = _content(locked, certificate, last)
    if last is not None and _says(last, content) and _holds(last):
        return last
    version = _signed(certificate, last, content, now)
    version.issued_by = actor if getattr(actor, "is_authenticated", False) else None
    version.why = why.strip()[:200] if last is not None else ""
    version.save(force_insert=True)
    _told(locked, version, actor, now)
    return version


def refresh(item: Item) -> CertificateVersion | None:
    """A new version if what the certificate says has changed; None if it stands, or if the piece has none to renew.

    What keeps it from being renewed (a dispute, a grade to be confirmed) keeps the version it has.
    """
    current = current_of(item)
    if current is None:
        return None
    before = current.versions.count()
    try:
        version = issue(item, actor=None, why="The record of the piece changed.")
    except NotCertified:
        return None
    return version if (version.certificate_id, version.version) != (current.pk, before) else None


def _opened(item: Item, now: datetime) -> tuple[Certificate, CertificateVersion | None]:
    """The certificate that the next version belongs to, with its newest version."""
    case, current = certifying_case(item), current_of(item)
    assert case is not None  # noqa: S101  (`missing` said so)
    if current is not None and (case.kind == Kind.CLAIM or current.case_id == case.pk):
        return current, current.versions.order_by("-version").first()
    return _created(item, case, now), None


def _created(item: Item, case: Case, now: datetime) -> Certificate:
    for _ in range(TRIES):
        try:
            with transaction.atomic():
                return Certificate.objects.create(number=new_number(), item=item, case=case, opened_at=now)
        except IntegrityError as taken:
            if "authentication_certificate_number" not in str(taken):
                raise
    raise NotCertified("No free number was found.")


def _content(item: Item, certificate: Certificate, last: CertificateVersion | None) -> Content:
    photos = json.loads(last.payload)["photos"] if last else []
    try:
        return content_of(item, certificate.case, {photo["file"]: photo["sha256"] for photo in photos})
    except FileNotFoundError:
        raise NotCertified("The file of a photograph is missing.") from None


def _says(version: CertificateVersion, content: Content) -> bool:
    return said_of(json.loads(version.payload)) == said_of(content.facts)


def _holds(version: CertificateVersion) -> bool:
    """Not if its key got out before it signed: it is sealed again then, though it says the same."""
    return sealing.holds(version.payload.encode(), version.kid, version.signature, at=version.issued_at)


def _signed(
    certificate: Certificate, last: CertificateVersion | None, content: Content, now: datetime
) -> CertificateVersion:
    number = last.version + 1 if last else 1
    text = content.payload(certificate, number, last.digest if last else "", now)
    seal = sealing.sign(text.encode(), at=now)
    return CertificateVersion(
        certificate=certificate,
        version=number,
        payload=text,
        report=content.report,
        digest=sha256(text),
        kid=seal.kid,
        signature=seal.signature,
        issued_at=now,
    )


def _told(item: Item, version: CertificateVersion, actor: Any, now: datetime) -> None:
    number = version.certificate.number
    told = {"certificate": number, "version": version.version, "sha256": version.digest}
    log.append(item, "certified", told, actor=actor, at=now)
    audit.record(
        "authentication.certified",
        version.certificate,
        actor=actor,
        reason=version.why,
        version=version.version,
        issued_at=moment(now),
    )
