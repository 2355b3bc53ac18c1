"""nginx before the shop, from deploy/nginx.conf itself: compression, HTTP/2, TLS and its few seconds of cache."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from audits.places import ROOT

CONFIG = ROOT / "deploy" / "nginx.conf"


@contextmanager
def front(folder: Path, *, port: int, behind: int, var: Path) -> Iterator[None]:
    """Answer https://127.0.0.1:`port` from the shop at `behind`, whose files lie under `var`."""
    nginx = shutil.which("nginx") or sys.exit("make audit needs nginx (apt-get install nginx-light).")
    shutil.rmtree(
        folder, ignore_errors=True
    )  # a page kept by the last run would be answered before the shop is up
    folder.mkdir(parents=True)
    _certificate(folder)
    written = folder / "nginx.conf"
    written.write_text(_here(CONFIG.read_text(), folder, port=port, behind=behind, var=var))
    command = [nginx, "-c", str(written), "-p", str(folder), "-e", "stderr", "-g", "daemon off;"]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        yield
    finally:
        process.terminate()
        process.wait(20)


def _here(config: str, folder: Path, *, port: int, behind: int, var: Path) -> str:
    """Production's file with this machine's places; nothing else of it is changed."""
    mime = "/etc/nginx/mime.types"
    changes = {
        r"error_log stderr warn;": f"error_log stderr warn;\npid {folder}/pid;",
        r"include mime\.types;": f"include {mime};",
        r"/var/cache/nginx": f"{folder}/cache",
        r"/dev/stdout": f"{folder}/access",
        r"server web:8000[^;]*;": f"server 127.0.0.1:{behind};",
        r"listen 80 default_server;": f"listen 127.0.0.1:{port + 1};",
        # Older nginx takes HTTP/2 on the listen line.
        r"listen 443 ssl;\s*http2 on;": f"listen 127.0.0.1:{port} ssl http2;",
        r"tls/fullchain\.pem": f"{folder}/certificate.pem",
        r"tls/privkey\.pem": f"{folder}/key.pem",
        r"/srv/static/": f"{var}/static/",
        r"/srv/media/": f"{var}/media/",
        r"proxy_set_header Host \$host;": "proxy_set_header Host $http_host;",
    }
    for pattern, here in changes.items():
        config, found = re.subn(pattern, here.replace("\\", r"\\"), config)
        if not found:
            sys.exit(f"audits/front.py: deploy/nginx.conf has no {pattern!r} any more")
    # As an unprivileged user's workers can't read a root's checkout, root's workers stay root here.
    return f"user root;\n{config}" if Path("/").owner() == Path.home().owner() else config


def _certificate(folder: Path) -> None:
    """A certificate for 127.0.0.1 that only this run trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=7))
        .sign(key, hashes.SHA256())
    )
    (folder / "certificate.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    encoded = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    (folder / "key.pem").write_bytes(encoded)
    (folder / "key.pem").chmod(0o600)
