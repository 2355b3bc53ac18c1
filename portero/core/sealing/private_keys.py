"""The private halves: from the environment, in development from a file that is made once. No table ever holds one."""

import hashlib
import os
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from portero.core.base64url import decoded, encoded
from portero.core.sealing.canonical import canonical

SECRET_BYTES = 32


@dataclass(frozen=True)
class PrivateKey:
    """A private key by its 32 secret bytes."""

    secret: bytes

    def __repr__(self) -> str:
        return f"PrivateKey({self.kid})"

    @cached_property
    def public(self) -> str:
        """The public key as base64url."""
        return encoded(self._key.public_key().public_bytes_raw())

    @cached_property
    def kid(self) -> str:
        """The key's name: its own fingerprint, so that a name can't be given to another key."""
        return fingerprint(self.public)

    @cached_property
    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.secret)

    def sign(self, payload: bytes) -> bytes:
        """The 64 bytes of the signature."""
        return self._key.sign(payload)

    def as_text(self) -> str:
        """What stands in the environment."""
        return encoded(self.secret)


def fingerprint(public: str) -> str:
    """The RFC 7638 thumbprint of an Ed25519 key (RFC 8037, appendix A.3)."""
    return encoded(hashlib.sha256(canonical({"crv": "Ed25519", "kty": "OKP", "x": public})).digest())


def fresh() -> PrivateKey:
    """A key that nobody has yet, whose name can be typed on a command line: no hyphen begins it, as one of 64 would."""
    while (key := PrivateKey(os.urandom(SECRET_BYTES))).kid.startswith("-"):
        pass
    return key


def read(text: str) -> PrivateKey:
    """A key as the environment writes it. Raises ValueError."""
    secret = decoded(text.strip())
    if len(secret) != SECRET_BYTES:
        raise ValueError(f"a signing key has {SECRET_BYTES} bytes")
    return PrivateKey(secret)


def held() -> tuple[PrivateKey, ...]:
    """The private keys of this process, oldest first: the last one named in SEALING_KEYS signs next."""
    return _held(tuple(settings.SEALING_KEYS), Path(settings.DEVELOPMENT_SEALING_KEY))


@lru_cache(maxsize=8)
def _held(texts: tuple[str, ...], development: Path) -> tuple[PrivateKey, ...]:
    return tuple(read(text) for text in texts) or (_of_development(development),)


def _of_development(path: Path) -> PrivateKey:
    """The key of this checkout; the first process that asks makes it, readable by its owner alone."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:  # noqa: PTH123
        file.write(fresh().as_text())
    try:
        os.link(beside, path)  # whole or not at all, and never over one that is there
    except FileExistsError:
        pass
    finally:
        beside.unlink()
    return read(path.read_text())
