"""The ZIP: PDF, photographs, mails, the facts as JSON, and a list of SHA-256 that `sha256sum -c` understands."""

import json
import zipfile
from hashlib import sha256
from pathlib import PurePath
from tempfile import TemporaryFile
from typing import IO, Any

from django.core.files.storage import default_storage
from django.core.serializers.json import DjangoJSONEncoder
from django.http import FileResponse

from orders.payments.disputes.evidence import facts as evidence_facts
from orders.payments.disputes.evidence import pdf
from orders.payments.models import Dispute
from portero.core import audit

README = "README.txt"
MANIFEST = "MANIFEST.sha256"
CONTENTS = """Evidence in dispute {reference}, order {number}.

evidence.pdf     everything in one document
facts.json       the same facts for machines; sums in USD, moments with their offset
photos/          the photographs of the pieces as the buyer saw them
mails/           the mails she was sent
{manifest}  SHA-256 of every file; check with: sha256sum -c {manifest}
"""


def download(dispute: Dispute, *, actor: Any) -> FileResponse:
    """Build the bundle now and stream it; the trail keeps who took it. Raises ValueError without a payment."""
    facts = evidence_facts.of(dispute)
    spool = TemporaryFile()  # noqa: SIM115  (the response closes it)
    digest = write(facts, spool)
    spool.seek(0)
    audit.record("payments.evidence_downloaded", dispute, actor=actor, manifest_sha256=digest)
    name = f"evidence-{facts['order']['number']}-{_plain(dispute.reference)}.zip"
    response = FileResponse(spool, as_attachment=True, filename=name, content_type="application/zip")
    response["Cache-Control"] = "no-store"
    return response


def write(facts: dict[str, Any], target: IO[bytes]) -> str:
    """Write the ZIP of these facts; returns the SHA-256 of its manifest."""
    sums: dict[str, str] = {}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:

        def add(name: str, content: bytes) -> None:
            archive.writestr(name, content)
            sums[name] = sha256(content).hexdigest()

        add("evidence.pdf", pdf.render(facts))
        for piece in facts["pieces"]:
            piece["photos"] = [_with_sum(photo, add) for photo in piece["photos"]]
        for mail in facts["mails"]:
            add(mail["file"], _letter(mail))
        add("facts.json", json.dumps(facts, cls=DjangoJSONEncoder, indent=2, ensure_ascii=False).encode())
        told = {"reference": facts["dispute"]["reference"], "number": facts["order"]["number"]}
        add(README, CONTENTS.format(manifest=MANIFEST, **told).encode())
        manifest = "".join(f"{digest}  {name}\n" for name, digest in sorted(sums.items())).encode()
        archive.writestr(MANIFEST, manifest)
    return sha256(manifest).hexdigest()


def _with_sum(photo: dict[str, Any], add: Any) -> dict[str, Any]:
    """Put the photograph in as it is stored; the facts say so where the file is gone."""
    told = {name: value for name, value in photo.items() if name not in {"stored", "print"}}
    try:
        with default_storage.open(photo["stored"]) as stored:
            content = stored.read()
    except OSError:
        return told | {"file": "", "missing": True}
    add(photo["file"], content)
    return told | {"sha256": sha256(content).hexdigest()}


def _letter(mail: dict[str, Any]) -> bytes:
    sent = mail["sent_at"].isoformat() if mail["sent_at"] else "not sent"
    head = f"To: {mail['to']}\nSubject: {mail['subject']}\nSent: {sent} ({mail['state']})\n\n"
    return (head + mail["text"]).encode()


def _plain(reference: str) -> str:
    """A provider's id as part of a file name."""
    return "".join(c if c.isalnum() or c in "-_" else "-" for c in PurePath(reference).name)[:60]
