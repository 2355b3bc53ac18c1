"""What people send becomes a photograph of ours, or is refused with a reason that says what to do."""

import io
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from PIL import Image

from catalog.photography import intake
from catalog.photography.darkroom import develop
from catalog.photography.intake import encode
from catalog.photography.refusals import BadPicture
from catalog.photography.results import Encoded
from tests.photography import pictures
from tests.photography.pictures import HOSTILE, encoded, heic, with_place

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "photos"
REFUSED = {
    "pillow_exif_gps.jpg": "8 x 8",
    "pillow_icc_profile.avif": "57 x 57",
    "pillow_pil_sample_cmyk.jpg": "100 x 100",
    "pillow_truncated_jpeg.jpg": "stops in the middle",
}


def taken(data: bytes, name: str = "") -> Image.Image:
    """Through the process, as the shop does it."""
    return opened(encode(io.BytesIO(data), name))


def opened(made: Encoded) -> Image.Image:
    image = Image.open(io.BytesIO(made.data))
    assert (image.format, image.size) == ("WEBP", (made.width, made.height))
    return image


def near(image: Image.Image, at: tuple[int, int], colour: tuple[int, int, int], by: int = 6) -> bool:
    found = image.convert("RGB").getpixel(at)
    return all(abs(a - b) <= by for a, b in zip(found, colour, strict=True))  # type: ignore[arg-type]


@pytest.mark.parametrize("case", HOSTILE)
def test_what_is_no_photograph_is_refused_with_a_reason(case: str) -> None:
    name, data, why = HOSTILE[case]
    with pytest.raises(BadPicture, match=why):
        develop(data, name)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "TIFF"])
def test_every_kind_is_taken(kind: str) -> None:
    image = opened(develop(encoded(kind), f"bag.{kind.lower()}"))
    assert (image.size, image.mode, near(image, (200, 150), (200, 30, 30))) == ((400, 300), "RGB", True)


def test_a_telephones_heic_is_taken() -> None:
    image = taken(heic(), "IMG_0042.HEIC")
    assert (image.size, near(image, (320, 240), (200, 30, 30))) == ((640, 480), True)


@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "PNG", "AVIF"])
def test_place_and_camera_go_and_the_picture_stands_upright(kind: str) -> None:
    image = taken(with_place(kind))
    assert (image.size, dict(image.getexif())) == ((300, 400), {})
    assert not {"exif", "xmp", "icc_profile"} & set(image.info)
    # Turned to the right: what lay above is at the right-hand side.
    assert near(image, (280, 200), (20, 30, 200))
    assert near(image, (20, 200), (200, 30, 30))


def test_nothing_of_what_was_sent_is_kept() -> None:
    made = encode(io.BytesIO(encoded(comment=b"Clara's kitchen")), "a.jpg")
    assert b"kitchen" not in made.data


def test_cmyk_becomes_srgb() -> None:
    image = opened(develop(encoded(mode="CMYK", colour=(0, 255, 255, 0))))
    assert (image.mode, near(image, (9, 9), (255, 0, 0), by=12)) == ("RGB", True)


def test_a_profile_is_applied_before_it_is_taken_off() -> None:
    """The same numbers in a wider space are a stronger colour in sRGB."""
    plain, wide = (opened(develop(encoded(colour=(90, 160, 60), **told))) for told in ({}, pictures.wide()))
    assert near(plain, (9, 9), (90, 160, 60))
    assert wide.convert("RGB").getpixel((9, 9))[0] < 60  # type: ignore[index]
    assert "icc_profile" not in wide.info


def test_sixteen_bits_of_grey_keep_their_brightness() -> None:
    assert near(opened(develop(encoded("PNG", mode="I;16", colour=32_768))), (9, 9), (128, 128, 128))


def test_what_is_transparent_stands_on_paper() -> None:
    assert near(opened(develop(encoded("PNG", mode="RGBA", colour=(0, 0, 0, 0)))), (9, 9), (247, 243, 237))


def test_a_large_picture_is_kept_within_the_box() -> None:
    assert opened(develop(encoded(size=(5_000, 2_000)))).size == (2_400, 960)
    assert opened(develop(encoded(size=(2_000, 5_000)))).size == (1_200, 3_000)


def test_what_cameras_append_is_no_attack() -> None:
    """A preview or gain map behind the photograph; the first picture is kept."""
    assert opened(develop(encoded() + encoded(size=(80, 60)))).size == (400, 300)


def test_too_many_bytes_are_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "MOST_BYTES", 1_000_000)
    monkeypatch.setattr(sys, "executable", "/nothing/starts")
    with tempfile.TemporaryFile() as file:
        file.truncate(41_000_000)
        with pytest.raises(BadPicture, match="It has 41 MB; at most 1 MB are taken"):
            encode(file)


def test_a_decoder_that_never_ends_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "START", "while True: pass")
    monkeypatch.setattr(intake, "WALL_SECONDS", 0.5)
    with pytest.raises(BadPicture, match="too long to open"):
        encode(io.BytesIO(encoded()))


def test_a_decoder_that_breaks_breaks_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "START", "import os; os.abort()")
    with pytest.raises(BadPicture, match="too long to open"):
        encode(io.BytesIO(encoded()))
    monkeypatch.setattr(intake, "START", "1 / 0")
    with pytest.raises(BadPicture, match="can't be read"):
        encode(io.BytesIO(encoded()))


def test_the_process_has_little_memory_and_none_of_our_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "known")
    probe = (
        "import json, os, sys; sys.path.insert(0, {root!r}); from catalog.photography import darkroom; "
        "darkroom._limit(); told = 'SECRET_KEY' in os.environ\n"
        "try: bytearray(4_000_000_000)\nexcept MemoryError: print(json.dumps(dict(refused=f'no memory, {{told}}')))"
    )
    monkeypatch.setattr(intake, "START", probe)
    with pytest.raises(BadPicture, match="no memory, False"):
        encode(io.BytesIO(encoded()))


@pytest.mark.skipif(not SHARED.is_dir(), reason="the test photographs are not here")
@pytest.mark.parametrize(
    "path", sorted(SHARED.glob("*")) if SHARED.is_dir() else [], ids=lambda path: path.name
)
def test_photographs_from_real_cameras(path: Path) -> None:
    if path.name in REFUSED:
        with pytest.raises(BadPicture, match=REFUSED[path.name]):
            intake.inspect(path)
    else:
        image = opened(intake.inspect(path))
        assert (image.mode, dict(image.getexif())) == ("RGB", {})


def test_no_web_process_loads_the_decoders_of_what_people_send() -> None:
    asked = "import sys, django; django.setup(); import portero.urls; print('pillow_heif' in sys.modules)"
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "portero.settings"}
    said = subprocess.run(
        [sys.executable, "-c", asked], env=environment, capture_output=True, text=True, check=True, timeout=60
    )
    assert said.stdout.split() == ["False"]
