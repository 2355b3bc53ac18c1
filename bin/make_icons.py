"""Draw the app's icons from static/icons/portero.svg with Chromium: run it again whenever the mark changes."""

import base64
import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

ICONS = Path(__file__).resolve().parent.parent / "static" / "icons"
# A maskable icon is cut to a circle of four fifths of its side: the mark keeps well inside.
SIZES = {
    "portero-192.png": (192, 1.0),
    "portero-512.png": (512, 1.0),
    "portero-maskable-512.png": (512, 0.72),
}
PAPER, INK = "#f7f3ed", "#1c1a17"  # design/README, --paper and --ink
SHARED = (1200, 630)  # what is shown beside a shared address that has no picture of its own


def main() -> int:
    """Write every icon; 1 without Chromium."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        print("Debian's chromium is not installed.")
        return 1
    mark = (ICONS / "portero.svg").read_text()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for name, (side, share) in SIZES.items():
            page = browser.new_page(viewport={"width": side, "height": side}, color_scheme="light")
            page.set_content(_drawn(mark, share))
            page.screenshot(path=ICONS / name)
        page = browser.new_page(viewport={"width": SHARED[0], "height": SHARED[1]})
        page.set_content(_card())
        page.evaluate("document.fonts.ready")
        page.screenshot(path=ICONS / "share.png")
        browser.close()
    return 0


def _card() -> str:
    font = base64.b64encode((ICONS.parent / "fonts" / "newsreader-display.woff2").read_bytes()).decode()
    style = (
        f"@font-face{{font-family:N;src:url(data:font/woff2;base64,{font})}}"
        f"body{{margin:0;background:{PAPER};color:{INK};display:grid;place-content:center;height:100vh;"
        "text-align:center;font:120px/1.2 N}b{font-weight:400;letter-spacing:.12em}p{font-size:44px;margin:0}"
    )
    return f"<style>{style}</style><b>PORTERO</b><p>Pre-owned luxury, described fault by fault.</p>"


def _drawn(mark: str, share: float) -> str:
    style = f"body{{margin:0;background:{PAPER};display:grid;place-items:center;height:100vh}}svg{{width:{share:.0%}}}"
    return f"<style>{style}</style>{mark}"


if __name__ == "__main__":
    sys.exit(main())
