"""The script on a machine without the project: what holds, and the own sentence of each thing that doesn't."""

import ast
import base64
import hashlib
import json
import runpy
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from authentication.certificates import bundles, issuing
from authentication.models import CertificateVersion
from catalog import log
from catalog.log import roots
from catalog.models import Item
from portero.core.sealing import canonical, private_keys, rotation
from tests.factories.catalog import draft_item
from tests.factories.certified import certifiable_item, certified

pytestmark = pytest.mark.django_db
SCRIPT = settings.BASE_DIR / "bin" / "verify_certificate.py"
OWN_WRITER = runpy.run_path(str(SCRIPT))["canonical"]


@pytest.fixture
def item() -> Item:
    return certifiable_item()


@pytest.fixture
def bundle(item: Item, tmp_path: Path) -> Path:
    """Unpacked, with the proof against the root of the day."""
    version = certified(item)
    log.append(item, "reviewed", {})
    for _ in range(4):
        draft_item()
    roots.publish(timezone.now() + timedelta(minutes=1))
    return unpacked(version, tmp_path)


def unpacked(version: CertificateVersion, folder: Path) -> Path:
    with zipfile.ZipFile(bundles.bundle_of(version)) as packed:
        packed.extractall(folder)
    return folder / version.certificate.number


def run(folder: Path, *more: str) -> tuple[int, str]:
    """The copy of the bundle, in an empty folder, cut off from this project: exit status and what it said."""
    empty = folder.parent / "empty"
    empty.mkdir(exist_ok=True)
    command = [sys.executable, "-I", str(folder / "verify_certificate.py"), str(folder), *more]
    done = subprocess.run(command, cwd=empty, capture_output=True, text=True, timeout=60, env={})
    assert done.stderr == ""
    return done.returncode, done.stdout


def edited(path: Path, change: Callable[[Any], object]) -> None:
    """The same JSON with one thing changed."""
    value = json.loads(path.read_bytes())
    change(value)
    path.write_bytes(canonical(value))


def test_it_needs_nothing_but_cryptography() -> None:
    imported = {
        (node.module or "") if isinstance(node, ast.ImportFrom) else name.name
        for node in ast.walk(ast.parse(SCRIPT.read_text()))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in node.names
    }
    assert {name.split(".")[0] for name in imported} - sys.stdlib_module_names == {"cryptography"}


def test_without_the_package_it_says_which(tmp_path: Path) -> None:
    """A Python without any package: -S leaves them out."""
    command = [sys.executable, "-I", "-S", str(SCRIPT), str(tmp_path)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (2, "")
    assert "pip install cryptography" in done.stdout


def test_what_we_issued_holds(bundle: Path) -> None:
    status, said = run(bundle, "--proof-wanted", "--keys", str(bundle / "keys.json"))
    assert status == 0
    assert "Birkin 30 in Gold Togo" in said
    assert "2 photographs" in said
    assert "1 defect recorded" in said
    assert "under the signed root of" in said
    assert said.rstrip().splitlines()[-1].startswith("HOLDS.")


def a_photo(folder: Path) -> None:
    photo = min((folder / "photos").iterdir())
    raw = bytearray(photo.read_bytes())
    raw[-1] ^= 1
    photo.write_bytes(raw)


def a_swapped_photo(folder: Path) -> None:
    first, second = sorted((folder / "photos").iterdir())
    content = first.read_bytes()
    first.write_bytes(second.read_bytes())
    second.write_bytes(content)


def a_grade(folder: Path) -> None:
    edited(folder / "certificate.json", lambda told: told["certificate"]["grade"].update(grade="pristine"))


def a_defect(folder: Path) -> None:
    edited(folder / "condition-report.json", lambda report: report["defects"][0].update(severity="none"))


def a_missing_defect(folder: Path) -> None:
    edited(folder / "condition-report.json", lambda report: report["defects"].clear())


def a_key(folder: Path) -> None:
    edited(folder / "keys.json", lambda told: told["keys"][0].update(x=private_keys.fresh().public))


def an_unknown_key(folder: Path) -> None:
    edited(folder / "keys.json", lambda told: told.update(keys=[]))


def an_expired_key(folder: Path) -> None:
    edited(
        folder / "keys.json", lambda told: told["keys"][0].update(valid_until="2020-02-01T00:00:00.000000Z")
    )


def a_lost_key(folder: Path) -> None:
    edited(
        folder / "keys.json",
        lambda told: told["keys"][0].update(compromised_since="2020-02-01T00:00:00.000000Z"),
    )


def a_shorter_path(folder: Path) -> None:
    edited(folder / "proof.json", lambda proof: proof["path"].pop())


def a_cut_entry(folder: Path) -> None:
    edited(folder / "proof.json", lambda proof: proof["entries"].pop())


def an_entry_less(folder: Path) -> None:
    edited(folder / "proof.json", lambda proof: proof["entries"][0].pop())


def another_event(folder: Path) -> None:
    edited(folder / "proof.json", lambda proof: proof["entries"][1].__setitem__(2, "stolen"))


def another_root(folder: Path) -> None:
    def change(proof: Any) -> None:
        statement = json.loads(proof["statement"]) | {"day": "2020-01-01"}
        proof["statement"] = canonical(statement).decode()

    edited(folder / "proof.json", change)


def a_photo_put_in(folder: Path) -> None:
    (folder / "photos" / "better.webp").write_bytes(b"RIFF")


def a_remark(folder: Path) -> None:
    edited(folder / "certificate.json", lambda told: told.update(remark="Worth $90,000."))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (a_photo_put_in, "The photograph better.webp was put in"),
        (a_remark, "certificate.json says more than what was signed"),
        (a_photo, "was changed: it is not the certified file"),
        (a_swapped_photo, "Photograph 1"),
        (a_grade, "The certificate was changed after it was signed"),
        (a_defect, "The condition report was changed"),
        (a_missing_defect, "The condition report was changed"),
        (a_key, "The key was swapped"),
        (an_unknown_key, "isn't one of Portero's"),
        (an_expired_key, "at which its key was not valid"),
        (a_lost_key, "isn't trusted since"),
        (a_shorter_path, "doesn't lead to the signed root"),
        (a_cut_entry, "doesn't lead to the signed root"),
        (an_entry_less, "The inclusion proof isn't whole"),
        (another_event, "doesn't lead to the signed root"),
        (another_root, "The root of the item log was changed after it was signed"),
    ],
)
def test_each_change_has_its_sentence(bundle: Path, change: Callable[[Path], None], sentence: str) -> None:
    change(bundle)
    status, said = run(bundle)
    assert status == 1
    assert said.startswith("DOES NOT HOLD. ")
    assert sentence in said
    assert "HOLDS." not in said


def test_a_whole_forgery_fails_with_our_keys(bundle: Path, tmp_path: Path) -> None:
    """Everything signed anew with a key of the forger's own: it holds by his keys, and not by ours."""
    ours = tmp_path / "ours.json"
    ours.write_bytes((bundle / "keys.json").read_bytes())
    forger = Ed25519PrivateKey.generate()
    key = base64.urlsafe_b64encode(forger.public_key().public_bytes_raw()).rstrip(b"=").decode()
    kid = private_keys.fingerprint(key)
    edited(bundle / "keys.json", lambda told: told["keys"][0].update(x=key, kid=kid))
    document = json.loads((bundle / "certificate.json").read_bytes())
    document["certificate"]["grade"]["grade"] = "pristine"
    signature = forger.sign(canonical(document["certificate"]))
    document |= {"kid": kid, "signature": base64.urlsafe_b64encode(signature).rstrip(b"=").decode()}
    (bundle / "certificate.json").write_bytes(canonical(document))
    (bundle / "proof.json").unlink()
    status, said = run(bundle)
    assert (status, "HOLDS BY ITS OWN KEYS" in said, "HOLDS." in said) == (0, True, False)
    status, said = run(bundle, "--keys", str(ours))
    assert (status, "isn't one of Portero's" in said) == (1, True)


def test_the_proof_of_another_certificate_is_none(bundle: Path, tmp_path: Path) -> None:
    other = unpacked(certified(), tmp_path / "other")
    (other / "proof.json").write_bytes((bundle / "proof.json").read_bytes())
    status, said = run(other)
    assert (status, "names another certificate" in said) == (1, True)


def test_before_the_root_there_is_no_proof_and_it_says_so(item: Item, tmp_path: Path) -> None:
    folder = unpacked(certified(item), tmp_path)
    status, said = run(folder)
    assert (status, "There is no proof.json yet" in said) == (0, True)
    assert run(folder, "--proof-wanted") == (2, "COULD NOT BE CHECKED. proof.json is missing.\n")


@pytest.mark.parametrize("name", ["certificate.json", "condition-report.json", "keys.json"])
def test_what_is_missing_is_named(bundle: Path, name: str) -> None:
    (bundle / name).unlink()
    assert run(bundle) == (2, f"COULD NOT BE CHECKED. {name} is missing.\n")


def test_a_missing_photograph_is_named(bundle: Path) -> None:
    photo = json.loads((bundle / "certificate.json").read_bytes())["certificate"]["photos"][1]["file"]
    (bundle / "photos" / photo).unlink()
    assert run(bundle) == (2, f"COULD NOT BE CHECKED. Photograph 2, {photo}, is missing.\n")


@pytest.mark.parametrize(
    "text", [b"{", b'{"a":1,"a":2}', b'{"a":1.5}', b"\xff", b"[]", b'{"certificate":{}}']
)
def test_what_can_t_be_read_is_no_certificate(bundle: Path, text: bytes) -> None:
    (bundle / "certificate.json").write_bytes(text)
    assert run(bundle)[0] == 2


def test_it_writes_json_as_we_do(tmp_path: Path) -> None:
    """Its own writer against the library, on text that tempts writers: surrogates, escapes, order by UTF-16."""
    value = {
        "\U0001f600": [1, -(2**53) + 1, True, False, None],
        "\ufb33": '\u20ac$\u000f\n"\\/\u007f',
        "a": {"\u00f6": "", "": []},
    }
    told = "import runpy,sys,json; s=runpy.run_path(sys.argv[1]); print(s['digest'](json.loads(sys.argv[2])))"
    command = [sys.executable, "-I", "-c", told, str(SCRIPT), json.dumps(value)]
    got = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=True)
    assert got.stdout.strip() == hashlib.sha256(canonical(value)).hexdigest()


TEXT = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner),
    max_leaves=20,
)


@given(VALUES)
def test_whatever_we_can_write_it_writes_the_same(value: Any) -> None:
    assert OWN_WRITER(value).encode() == canonical(value)


def test_it_holds_after_the_key_was_changed(item: Item, tmp_path: Path, settings: Any) -> None:
    first, second = private_keys.fresh(), private_keys.fresh()
    settings.SEALING_KEYS = [first.as_text()]
    version = certified(item)
    settings.SEALING_KEYS = [first.as_text(), second.as_text()]
    rotation.rotate(timezone.now() + timedelta(seconds=1))
    assert run(unpacked(version, tmp_path))[0] == 0
    assert issuing.issue(item, actor=None).kid == first.kid


def bytes_changed(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    return lambda content: content.replace(old, new, 1)


NOT_OURS = [
    ("certificate.json", bytes_changed(b'"version":1', b'"version":1,"x":"\\ud800"')),
    ("certificate.json", bytes_changed(b'"version":1', b'"version":1,"\\udc00":1')),
    ("certificate.json", bytes_changed(b'"version":1', b'"version":2,"version":1')),
    ("certificate.json", bytes_changed(b'"version":1', b'"version":1.0')),
    ("certificate.json", lambda content: b"\xef\xbb\xbf" + content),
    ("certificate.json", lambda content: content.decode().encode("utf-16")),
    ("condition-report.json", lambda content: b"[" * 100_000),
    ("keys.json", lambda content: b"[]"),
    ("keys.json", lambda content: b'{"keys":["a"]}'),
    (
        "keys.json",
        lambda content: content.replace(
            b'"keys":[', b'"keys":[' + content[9 : content.index(b"}") + 1] + b","
        ),
    ),
]


@pytest.mark.parametrize(("name", "change"), NOT_OURS)
def test_what_we_never_write_is_not_read(bundle: Path, name: str, change: Callable[[bytes], bytes]) -> None:
    """Halves of surrogate pairs, names that stand twice, other encodings, a bottomless list, a key listed twice."""
    file = bundle / name
    before = file.read_bytes()
    file.write_bytes(change(before))
    assert file.read_bytes() != before
    status, said = run(bundle)
    assert (status, said.startswith(f"COULD NOT BE CHECKED. {name} is no ")) == (2, True)


def with_other_last_bits(signature: str) -> str:
    """The last of 86 signs carries four bits alone: the others decode to the same bytes."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return signature[:-1] + letters[letters.index(signature[-1]) ^ 1]


@pytest.mark.parametrize(
    "rewritten", [with_other_last_bits, lambda one: one + "==", lambda one: f"{one[:9]} {one[9:]}"]
)
def test_a_signature_is_written_in_one_way(bundle: Path, rewritten: Callable[[str], str]) -> None:
    edited(bundle / "certificate.json", lambda told: told.update(signature=rewritten(told["signature"])))
    assert run(bundle) == (2, "COULD NOT BE CHECKED. A key or a signature isn't written as we write it.\n")


def test_what_a_desktop_leaves_in_the_folder_is_no_photograph(bundle: Path) -> None:
    for name in (".DS_Store", "Thumbs.db"):
        (bundle / "photos" / name).write_bytes(b"-")
    assert run(bundle)[0] == 0


def test_the_bundle_says_how_to_use_it(bundle: Path) -> None:
    assert (bundle / "README.txt").read_text().startswith("Certificate K-")
    assert (bundle / "verify_certificate.py").read_bytes() == SCRIPT.read_bytes()
