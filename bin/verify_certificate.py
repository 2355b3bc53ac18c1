#!/usr/bin/env python3
"""Check a Portero certificate without Portero: one file, Python 3.9 or newer, and the package `cryptography`.

    python verify_certificate.py FOLDER [--keys FILE] [--proof-wanted]

FOLDER is what the bundle unpacks to: certificate.json, condition-report.json, keys.json, photos/ and, once the day's
root of the item log is published, proof.json. Checked are: the signature over the certificate, written anew as
canonical JSON (RFC 8785); that the key is what its name says and was valid when the certificate was signed; the
condition report and every photograph, byte by byte; that the certificate stands in the log of its piece, and that log
in a signed root.

Without --keys the public keys of the folder are believed, and a forger puts keys of his own into it: that it holds then
says only that nothing was changed since. Fetch the keys from Portero (/.well-known/portero-keys.json) or from whoever
kept them, and give that file.

Exit status: 0 everything holds, 1 something doesn't, 2 something couldn't be looked at.
"""

import argparse
import base64
import hashlib
import json
import re
import sys
from pathlib import Path
from typing import Any, Dict, List, Optional, Tuple  # noqa: UP035  (Python 3.9 reads this too)

try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
except ImportError:
    print("COULD NOT BE CHECKED. The package is missing: python -m pip install cryptography")
    sys.exit(2)

LARGEST = 2**53 - 1
ENTRY, LEAF = b"portero item log 1", b"portero item log leaf 1"
BARE = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]*")
BY_KEYS = "HOLDS. Whether it was sold, disputed or revoked since, its page says."
BY_ITSELF = (
    "HOLDS BY ITS OWN KEYS: nothing was changed since it was signed. Who signed it they can't show, for a forger\n"
    "brings his own. Fetch the keys that Portero publishes, and give them with --keys."
)
SHORT = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}


class Broken(Exception):
    """Something doesn't hold; the message says what."""


class Unreadable(Exception):
    """Something couldn't be looked at; the message says what."""


# Reading and writing


def read(path: Path) -> Any:
    """The JSON of a file, strictly: no name twice, no fractions, no half of a surrogate pair. Raises Unreadable."""
    try:
        text = path.read_bytes().decode("utf-8")
        value = json.loads(text, object_pairs_hook=_once, parse_float=_refused, parse_constant=_refused)
        json.dumps(value, ensure_ascii=False).encode()
        return value
    except OSError:
        raise Unreadable(f"{path.name} is missing.") from None
    except (RecursionError, ValueError):
        raise Unreadable(f"{path.name} is no JSON as we write it.") from None


def canonical(value: Any) -> str:
    """The one text that says this value (RFC 8785): names by UTF-16 units, nothing escaped that needn't be."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int):
        if abs(value) > LARGEST:
            raise Unreadable(f"{value} is no number of ours.")
        return str(value)
    if isinstance(value, str):
        return '"' + "".join(_escaped(letter) for letter in value) + '"'
    if isinstance(value, list):
        return "[" + ",".join(canonical(part) for part in value) + "]"
    names = sorted(value, key=lambda name: name.encode("utf-16-be"))
    return "{" + ",".join(f"{canonical(name)}:{canonical(value[name])}" for name in names) + "}"


def digest(value: Any) -> str:
    """SHA-256 of a value's canonical text, in hexadecimal."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def unpacked(text: Any) -> bytes:
    """The bytes of base64url without padding, which are written in one way alone. Raises Unreadable."""
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        if packed(raw) != text:
            raise ValueError
        return raw
    except (TypeError, ValueError):
        raise Unreadable("A key or a signature isn't written as we write it.") from None


def packed(raw: bytes) -> str:
    """Bytes as base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _escaped(letter: str) -> str:
    if letter in SHORT:
        return SHORT[letter]
    return f"\\u{ord(letter):04x}" if letter < " " else letter


def _once(pairs: List[Tuple[str, Any]]) -> Dict[str, Any]:  # noqa: UP006
    if len({name for name, _ in pairs}) != len(pairs):
        raise ValueError("a name stands twice")
    return dict(pairs)


def _refused(text: str) -> Any:
    raise ValueError(f"{text} is no whole number")


# Keys and signatures


def keys_of(path: Path) -> List[Dict[str, Any]]:  # noqa: UP006
    """The keys that a file lists, each once: a second row could take back what the first says. Raises Unreadable."""
    listed = read(path)
    try:
        keys = [dict(key) for key in listed["keys"]]
        times = [key.get(name) for key in keys for name in ("valid_from", "valid_until", "compromised_since")]
        once = len({key["kid"] for key in keys}) == len(keys)
        if not once or not all(time is None or isinstance(time, str) for time in times):
            raise ValueError
    except (KeyError, TypeError, ValueError):
        raise Unreadable(f"{path.name} is no list of keys as we write it.") from None
    return keys


def key_named(kid: Any, keys: List[Dict[str, Any]]) -> Dict[str, Any]:  # noqa: UP006
    """The key of this name. Raises Broken if it isn't listed, or if the listed key has another fingerprint."""
    found = next((key for key in keys if key["kid"] == kid), None)
    if found is None:
        raise Broken(f"It was signed with key {kid}, which isn't one of Portero's.")
    own = {"crv": "Ed25519", "kty": "OKP", "x": found.get("x")}
    if packed(hashlib.sha256(canonical(own).encode()).digest()) != kid:
        raise Broken(f"The key was swapped: what is listed as {kid} is another key.")
    return dict(found)


def check_signed(what: str, text: bytes, kid: Any, signature: Any, at: Any, keys: Any) -> None:
    """Whether Portero's key of this name signed these bytes, and was valid at that time. Raises Broken."""
    key = key_named(kid, keys)
    try:
        Ed25519PublicKey.from_public_bytes(unpacked(key["x"])).verify(unpacked(signature), text)
    except (InvalidSignature, ValueError):
        raise Broken(f"{what} was changed after it was signed: the signature doesn't hold.") from None
    # Times are all written alike, in UTC and to the microsecond: as texts they are in order.
    began, ended, lost = key.get("valid_from"), key.get("valid_until"), key.get("compromised_since")
    if not isinstance(at, str) or not isinstance(began, str) or at < began or (ended and at >= ended):
        raise Broken(f"{what} names a time, {at}, at which its key was not valid.")
    if lost and at >= lost:
        raise Broken(f"{what} was signed with a key that isn't trusted since {lost}.")


# What a bundle holds


def check_report(folder: Path, said: Dict[str, Any]) -> str:  # noqa: UP006
    """The condition report is the certified one. Raises Broken."""
    report = read(folder / "condition-report.json")
    if digest(report) != said["condition_report"]["sha256"] or report.get("item") != said["item"]["number"]:
        raise Broken("The condition report was changed: it is not the one that was certified.")
    count = len(report.get("defects", []))
    return f"condition report, {count} {'defect' if count == 1 else 'defects'} recorded"


def check_photos(folder: Path, said: Dict[str, Any]) -> str:  # noqa: UP006
    """Every photograph is the certified one, byte by byte. Raises Broken, and Unreadable for one that is missing."""
    for number, photo in enumerate(said["photos"], start=1):
        if not BARE.fullmatch(photo["file"]):
            raise Broken("The certificate names a photograph by a path.")
        try:
            content = (folder / "photos" / photo["file"]).read_bytes()
        except OSError:
            raise Unreadable(f"Photograph {number}, {photo['file']}, is missing.") from None
        if hashlib.sha256(content).hexdigest() != photo["sha256"]:
            raise Broken(f"Photograph {number}, {photo['file']}, was changed: it is not the certified file.")
    certified = {photo["file"] for photo in said["photos"]}
    for beside in sorted(path.name for path in (folder / "photos").iterdir()):
        # What a desktop puts into each folder it shows (.DS_Store, Thumbs.db) is nobody's photograph.
        if beside not in certified and not beside.startswith(".") and beside != "Thumbs.db":
            raise Broken(f"The photograph {beside} was put in: the certificate doesn't name it.")
    return f"{len(certified)} photographs"


def check_proof(folder: Path, said: Dict[str, Any], keys: Any) -> str:  # noqa: UP006
    """The certificate stands in its piece's log, and that log in a root that was signed. Raises Broken."""
    proof = read(folder / "proof.json")
    try:
        lines = [[str(line).encode() for line in entry] for entry in proof["entries"]]
        piece, number, last = _chained(lines, said)
        leaf = hashlib.sha256(b"\x00" + b"\n".join((LEAF, piece, number, last.hex().encode()))).digest()
        root = _root_of(
            leaf, proof["position"], proof["pieces"], [bytes.fromhex(one) for one in proof["path"]]
        )
        statement = json.loads(proof["statement"])
        if root is None or root.hex() != statement["root"] or proof["pieces"] != statement["pieces"]:
            raise Broken("The inclusion proof doesn't lead to the signed root: it was cut short or changed.")
        if statement["type"] != "portero.item-log-root/1":
            raise Broken("What the proof leads to is no root of the item log.")
        text, at = proof["statement"].encode(), statement["published_at"]
        check_signed("The root of the item log", text, proof["kid"], proof["signature"], at, keys)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        raise Broken("The inclusion proof isn't whole: it was cut short or changed.") from None
    return f"in the log of the piece, under the signed root of {statement['day']} over {statement['pieces']} pieces"


def _chained(entries: List[List[bytes]], said: Dict[str, Any]) -> Tuple[bytes, bytes, bytes]:  # noqa: UP006
    """Piece, number and digest of the last entry, once each names the one before it. Raises Broken."""
    if any(len(lines) != 7 or any(b"\n" in line for line in lines) for lines in entries):
        raise Broken("The inclusion proof isn't whole: it was cut short or changed.")
    first = json.loads(entries[0][4])
    told = {"certificate": said["certificate"], "version": said["version"], "sha256": digest(said)}
    if entries[0][2] != b"certified" or {name: first.get(name) for name in told} != told:
        raise Broken("The log of the piece names another certificate.")
    before = None
    for position, lines in enumerate(entries):
        expected = str(int(entries[0][1]) + position).encode()
        if lines[:2] != [said["item"]["number"].encode(), expected]:
            raise Broken("The entries of the log are not of this piece, or one was taken out.")
        if before is not None and lines[6] != before.hex().encode():
            raise Broken("The chain of the log is broken: an entry was changed.")
        before = hashlib.sha256(b"\n".join((ENTRY, *lines))).digest()
    return entries[-1][0], entries[-1][1], before or b""


def _root_of(leaf: bytes, position: int, size: int, path: List[bytes]) -> Optional[bytes]:  # noqa: UP006, UP045
    """The root that a leaf and its path lead to; None for a path that can't be (RFC 9162, section 2.1.3.2)."""
    here, last, found = position, size - 1, leaf
    if not 0 <= here <= last:
        return None
    for beside in path:
        if last == 0:
            return None
        if here % 2 or here == last:
            found = hashlib.sha256(b"\x01" + beside + found).digest()
            while here and not here % 2:
                here, last = here // 2, last // 2
        else:
            found = hashlib.sha256(b"\x01" + found + beside).digest()
        here, last = here // 2, last // 2
    return found if last == 0 else None


def certificate_of(folder: Path, keys: List[Dict[str, Any]]) -> Dict[str, Any]:  # noqa: UP006
    """What the certificate says, once its signature holds. Raises Broken."""
    document = read(folder / "certificate.json")
    try:
        if document.keys() - {"type", "certificate", "kid", "signature"}:
            raise Broken("certificate.json says more than what was signed.")
        said = document["certificate"]
        if (document["type"], said["type"]) != ("portero.signed-certificate/1", "portero.certificate/1"):
            raise Unreadable("certificate.json is no certificate that this script knows.")
        text = canonical(said).encode()
        check_signed("The certificate", text, document["kid"], document["signature"], said["issued_at"], keys)
    except (AttributeError, KeyError, TypeError):
        raise Unreadable("certificate.json isn't whole.") from None
    return dict(said)


def checked(folder: Path, keys_file: Optional[Path], proof_wanted: bool) -> List[str]:  # noqa: UP006, UP045
    """Look at everything; one sentence for each thing that holds. Raises Broken and Unreadable."""
    keys = keys_of(keys_file or folder / "keys.json")
    said = certificate_of(folder, keys)
    piece, whose = said["item"], "that was valid then" if keys_file else "of the folder's own list"
    return [
        f"Certificate {said['certificate']}, version {said['version']}: {piece['designer']} {piece['title']}.",
        f"Signed {said['issued_at']} with a key {whose}: holds.",
        f"Unchanged: {check_report(folder, said)}.",
        f"Unchanged: {check_photos(folder, said)}.",
        _told_of_proof(folder, said, keys, proof_wanted),
    ]


def _told_of_proof(folder: Path, said: Dict[str, Any], keys: Any, wanted: bool) -> str:  # noqa: UP006
    if wanted or (folder / "proof.json").exists():
        return f"Recorded: {check_proof(folder, said, keys)}."
    return "There is no proof.json yet: the root of its day wasn't published when the bundle was made."


def main(arguments: Optional[List[str]] = None) -> int:  # noqa: UP006, UP045
    """Say what holds and what doesn't; the exit status."""
    parser = argparse.ArgumentParser(description="Check a Portero certificate without Portero.")
    parser.add_argument("folder", type=Path, help="what the bundle unpacks to")
    parser.add_argument("--keys", type=Path, help="public keys from somebody you trust")
    parser.add_argument("--proof-wanted", action="store_true", help="a bundle without a proof isn't enough")
    given = parser.parse_args(arguments)
    try:
        told = checked(given.folder, given.keys, given.proof_wanted)
    except Broken as broken:
        print(f"DOES NOT HOLD. {broken}")
        return 1
    except Unreadable as unread:
        print(f"COULD NOT BE CHECKED. {unread}")
        return 2
    print("\n".join(told))
    print(BY_KEYS if given.keys else BY_ITSELF)
    return 0


if __name__ == "__main__":
    sys.exit(main())
