"""What photographs cost: seconds to take one in and to render its sizes, bytes of a card before and after.

`python -m benchmarks.photographs`; needs no database. The pictures are the demo's and one as a camera sends it.
"""

import io
import random
import statistics
import time
from collections.abc import Iterable
from pathlib import Path

from PIL import Image

from catalog.photography.darkroom import develop
from catalog.photography.encoding import encoded, resized
from catalog.photography.names import ENDINGS, widths_up_to

DEMO = Path(__file__).resolve().parent.parent / "catalog" / "demo" / "photos"
EVERY = 8  # of the demo's 256
CARD = 640  # what a card is given on a phone and on a screen of two pixels to one


def main() -> None:
    """Print the figures as rows of a table."""
    demo = sorted(DEMO.glob("*.webp"))[::EVERY]
    seconds, sizes = zip(*(_rendered(path.read_bytes()) for path in demo), strict=True)
    _row("stored file of the demo, 800 x 1,000", _mean(path.stat().st_size for path in demo), "bytes")
    for ending in ENDINGS:
        _row(f"its card at {CARD} as {ending}", _mean(told[CARD, ending] for told in sizes), "bytes")
    _row("its set of 15 sizes", statistics.mean(seconds), "s of processor")
    _row("its set of 15 sizes", _mean(sum(told.values()) for told in sizes), "bytes")
    camera = _camera()
    start = time.process_time()
    taken = develop(camera, "camera.jpg")
    _row(
        f"24 million pixels taken in, {len(camera) / 1e6:.1f} MB",
        time.process_time() - start,
        "s of processor",
    )
    spent, told = _rendered(taken.data)
    _row(f"its set of {len(told)} sizes", spent, "s of processor")
    _row(f"its set of {len(told)} sizes", sum(told.values()), "bytes")


def _rendered(stored: bytes) -> tuple[float, dict[tuple[int, str], int]]:
    start = time.process_time()
    image = Image.open(io.BytesIO(stored))
    image.load()
    sizes: dict[tuple[int, str], int] = {}
    for width in widths_up_to(image.width):
        smaller = resized(image, width)
        sizes |= {(width, ending): len(encoded(smaller, ending)) for ending in ENDINGS}
    return time.process_time() - start, sizes


def _camera() -> bytes:
    """6,000 x 4,000 pixels with grain, as a camera's JPEG."""
    grain = Image.frombytes("RGB", (750, 500), random.Random(5).randbytes(750 * 500 * 3))
    out = io.BytesIO()
    grain.resize((6_000, 4_000), Image.Resampling.BICUBIC).save(out, "JPEG", quality=92)
    return out.getvalue()


def _mean(numbers: Iterable[int]) -> float:
    return statistics.mean(numbers)


def _row(what: str, value: float, unit: str) -> None:
    shown = f"{value:,.0f}" if unit == "bytes" else f"{value:.2f}"
    print(f"| {what} | {shown} | {unit} |")


if __name__ == "__main__":
    main()
