"""What somebody takes home to check it without us: certificate, report, photographs, keys, proof."""

import json
import zipfile
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage

from authentication.certificates.proofs import proof_of
from authentication.models import CertificateVersion
from portero.core.sealing import canonical
from portero.core.sealing.published import key_list

SCRIPT = settings.BASE_DIR / "bin" / "verify_certificate.py"
SIGNED = "portero.signed-certificate/1"
README = """Certificate {number}, version {version}

To check it on any computer with Python 3.9 or newer, without Portero:

    python -m pip install cryptography
    python verify_certificate.py . --keys portero-keys.json

portero-keys.json is what you fetch from {keys} yourself.
Without --keys the copy in this folder is believed, and whoever forges a folder forges that copy too.
"""


def signed_document(version: CertificateVersion) -> dict[str, Any]:
    """The certificate with its signature, as it is downloaded; what was signed is `certificate` as canonical JSON."""
    return {
        "type": SIGNED,
        "certificate": json.loads(version.payload),
        "kid": version.kid,
        "signature": version.signature,
    }


def bundle_of(version: CertificateVersion) -> BytesIO:
    """Everything as one zip file, in memory. A photograph whose file is gone is left out; the script says so."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as bundle:
        for name, content in _texts(version).items():
            bundle.writestr(_entry(name, version), content)
        for name, stored in _photos(version).items():
            with default_storage.open(stored) as photo:
                bundle.writestr(_entry(f"photos/{name}", version), photo.read())
    file.seek(0)
    return file


def _texts(version: CertificateVersion) -> dict[str, bytes]:
    said, proof = json.loads(version.payload), proof_of(version)
    told = {"number": said["certificate"], "version": said["version"], "keys": said["issuer"]["keys"]}
    return {
        "README.txt": README.format(**told).encode(),
        "verify_certificate.py": SCRIPT.read_bytes(),
        "certificate.json": canonical(signed_document(version)),
        "condition-report.json": version.report.encode(),
        "keys.json": canonical(key_list()),
        **({"proof.json": canonical(proof)} if proof else {}),
    }


def _photos(version: CertificateVersion) -> dict[str, str]:
    """The photographs of the version by their bare names, with the names under which they are stored."""
    item = version.certificate.item
    hung = {PurePosixPath(str(photo.file.name)).name: str(photo.file.name) for photo in item.photos.all()}
    told = [photo["file"] for photo in json.loads(version.payload)["photos"]]
    return {name: hung[name] for name in told if name in hung and default_storage.exists(hung[name])}


def _entry(name: str, version: CertificateVersion) -> zipfile.ZipInfo:
    """A file of the bundle, dated as the certificate: the same bundle whenever it is made."""
    entry = zipfile.ZipInfo(f"{version.certificate.number}/{name}", version.issued_at.timetuple()[:6])
    entry.external_attr = 0o644 << 16
    return entry
