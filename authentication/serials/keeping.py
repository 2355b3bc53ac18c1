"""How a number is kept: encrypted to be read again, digested slowly to be found again.

The digest is scrypt over HMAC-SHA-256 with a pepper from the environment: serials are short and can be counted
through, so that neither a stolen table alone nor fast hardware gives them away (docs/decisions).
"""

import hashlib
import hmac
import re
import unicodedata
from functools import lru_cache

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings

LONGEST = 60
_MEANINGLESS = re.compile(r"[\s\-–—_./·•:#]+")
_UNSEEN = ("Cc", "Cf")  # zero-width and direction marks come along when a number is copied
_SALT = b"portero.serials/1"
_BLOCK, _BYTES = 8, 32


def normalised(text: str) -> str:
    """`sp 09-56` and `SP0956` are one number: no blanks, hyphens, dots or slashes, nothing unseen, upper case, NFKC."""
    seen = (sign for sign in unicodedata.normalize("NFKC", text) if unicodedata.category(sign) not in _UNSEEN)
    return _MEANINGLESS.sub("", "".join(seen)).upper()


def slow_digest(text: str) -> str:
    """The digest that numbers are found by, hexadecimal; takes SERIAL_HASH_COST of memory and time for any text."""
    keyed = hmac.digest(_pepper(), normalised(text).encode(), "sha256")
    cost = settings.SERIAL_HASH_COST
    memory = 256 * _BLOCK * cost  # twice what scrypt needs
    return hashlib.scrypt(keyed, salt=_SALT, n=cost, r=_BLOCK, p=1, maxmem=memory, dklen=_BYTES).hex()


def quick_digest(purpose: str, text: str) -> str:
    """A keyed digest for journals, where only equality counts; never of a number beside its piece."""
    return hmac.digest(_pepper(), f"{purpose}:{text}".encode(), "sha256").hex()[:32]


def pepper_name() -> str:
    """The pepper's name on the rows: tells which digests a change of pepper has left behind."""
    return hashlib.sha256(b"name:" + _pepper()).hexdigest()[:16]


def encrypted(text: str) -> str:
    """The text under the last key of SERIAL_KEYS."""
    return _keys(tuple(settings.SERIAL_KEYS)).encrypt(text.encode()).decode()


def decrypted(ciphertext: str) -> str:
    """The text again. Raises cryptography.fernet.InvalidToken if no key of SERIAL_KEYS fits."""
    return _keys(tuple(settings.SERIAL_KEYS)).decrypt(ciphertext.encode()).decode()


def renewed(ciphertext: str) -> str:
    """The same text under the last key. Raises InvalidToken."""
    return _keys(tuple(settings.SERIAL_KEYS)).rotate(ciphertext.encode()).decode()


def _pepper() -> bytes:
    return str(settings.SERIAL_PEPPER).encode()


@lru_cache(maxsize=8)
def _keys(texts: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(text) for text in reversed(texts)])
