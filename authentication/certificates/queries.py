"""What the public page of a certificate shows, read in a few queries however long its history."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from django.db.models import prefetch_related_objects
from django.http import Http404
from django.utils.dateparse import parse_date, parse_datetime

from authentication.certificates.history import Happened, happened
from authentication.certificates.standing import Standing, revocation_of, standing_of
from authentication.certificates.transfers import transfers_of
from authentication.models import Certificate, CertificateEvent, CertificateVersion
from catalog.models import Item, Photo


@dataclass(frozen=True)
class Shown:
    """A photograph of the certificate, with the stored picture where it still hangs in the gallery."""

    file: str
    sha256: str
    photo: Photo | None


@dataclass(frozen=True)
class Page:
    """A certificate as everybody sees it; `said` is the newest version, `report` its condition report."""

    certificate: Certificate
    item: Item
    versions: list[CertificateVersion]
    said: dict[str, Any]
    report: dict[str, Any]
    standing: Standing
    revoked: CertificateEvent | None
    newer: Certificate | None
    photos: list[Shown]
    events: list[Happened]
    transfers: list[datetime]

    @property
    def version(self) -> CertificateVersion:
        """The newest version."""
        return self.versions[0]

    @property
    def decided_on(self) -> Any:
        """The day on which the case was decided."""
        return parse_date(self.said["authentication"]["decided_on"])

    @property
    def issued_at(self) -> datetime | None:
        """When the newest version was signed."""
        return parse_datetime(self.said["issued_at"])


def certificate_numbered(number: str) -> Certificate:
    """The certificate of this number, with its piece. Raises Http404, also for one that says nothing yet."""
    known = Certificate.objects.select_related("item__designer", "item__style")
    certificate = known.filter(number=number, versions__version=1).first()
    if certificate is None:
        raise Http404
    return certificate


def exists(number: str) -> bool:
    """Whether there is a certificate of this number."""
    return CertificateVersion.objects.filter(certificate__number=number).exists()


def newest(certificate: Certificate) -> CertificateVersion:
    """The version in force. Raises Http404 where there is none."""
    version = certificate.versions.order_by("-version").select_related("certificate").first()
    if version is None:
        raise Http404
    return version


def page_of(certificate: Certificate) -> Page:
    """All that the page shows."""
    prefetch_related_objects([certificate], "events")  # read once, for all that asks how it stands
    versions = list(certificate.versions.order_by("-version"))
    said = json.loads(versions[0].payload)
    return Page(
        certificate=certificate,
        item=certificate.item,
        versions=versions,
        said=said,
        report=json.loads(versions[0].report),
        standing=standing_of(certificate),
        revoked=revocation_of(certificate),
        newer=_newer(certificate),
        photos=_photos(certificate.item, said["photos"]),
        events=happened(certificate.item),
        transfers=transfers_of(certificate),
    )


def _newer(certificate: Certificate) -> Certificate | None:
    """A later certificate of the same piece: it was examined anew."""
    later = Certificate.objects.filter(item=certificate.item_id, pk__gt=certificate.pk, versions__version=1)
    return later.exclude(events__kind="revoked").order_by("-pk").first()


def _photos(item: Item, told: list[dict[str, Any]]) -> list[Shown]:
    hung = {PurePosixPath(str(photo.file.name)).name: photo for photo in item.photos.all()}
    return [Shown(one["file"], one["sha256"], hung.get(one["file"])) for one in told]
