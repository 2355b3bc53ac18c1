"""docs/audits.md, written anew by every run."""

import os
import platform
import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path

from audits.lighthouse import CATEGORIES, Seen
from audits.places import TOOLS, chromium

ASKED = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}
LCP_MS, CLS = 1800, 0.02
# Kilobytes of a first load of the browse page, compressed (design.md, Measured).
WEIGHT = {"Stylesheet": 30, "Script": 40}
WITHOUT_PHOTOS = 120
SETTING = (
    "Written by `make audit`; don't edit. The shop ran with DEBUG off under gunicorn (4 workers) behind nginx "
    "with deploy/nginx.conf (TLS, HTTP/2, gzip), with the demo catalogue and with orders, returns, claims and "
    "certificates in every state (audits/situations.py). The staff's pages are looked at as an administrator; what "
    "django-unfold writes into them itself, and its change pages, aren't validated."
)


def short_of(seen: Seen) -> list[str]:
    """What a page misses of what is asked."""
    told = [f"{name} {score} < {ASKED[name]}" for name, score in seen.scores.items() if score < ASKED[name]]
    told += [f"LCP {seen.lcp_ms:.0f} ms > {LCP_MS}"] if seen.lcp_ms > LCP_MS else []
    told += [f"CLS {seen.cls:.3f} > {CLS}"] if seen.cls > CLS else []
    told += [
        f"{k} {seen.weight.get(k, 0):.0f} kB > {most}"
        for k, most in WEIGHT.items()
        if seen.weight.get(k, 0) > most
    ]
    if seen.page.name == "browse" and seen.without_photos > WITHOUT_PHOTOS:
        told.append(f"{seen.without_photos:.0f} kB without photos > {WITHOUT_PHOTOS}")
    return told


def write(path: Path, seen: list[Seen], axe: dict[str, list[str]], markup: dict[str, list[str]]) -> None:
    """The report with its tables; pictures lie in the folder of its name."""
    parts = [
        "# Audits",
        "",
        SETTING,
        "",
        f"{datetime.now(UTC):%Y-%m-%d}, {platform.machine()}, {os.cpu_count()} cores. {_versions()}.",
        "",
        *_lighthouse(seen),
        *_weights(seen),
        *_findings("axe, 390 and 1440 px, light and dark", axe),
        *_findings("html-validate", markup),
        *_pictures(path.with_suffix("")),
    ]
    path.write_text("\n".join(parts) + "\n")


def _versions() -> str:
    told = [f"{name} {_npm(name)}" for name in ("lighthouse", "html-validate")]
    browser = subprocess.run([chromium(), "--version"], capture_output=True, text=True).stdout.strip()
    return ", ".join([*told, browser.split(" built")[0]])


def _npm(name: str) -> str:
    import json

    return str(json.loads((TOOLS / name / "package.json").read_text())["version"])


def _lighthouse(seen: list[Seen]) -> list[str]:
    runs = seen[0].runs if seen else 0
    head = ["page", *CATEGORIES, "LCP ms", "TBT ms", "CLS", "short of"]
    rows = [
        [
            f"{one.page.name} `{_short(one.page.path)}`",
            *(str(one.scores.get(name, "noindex")) for name in CATEGORIES),
            f"{one.lcp_ms:.0f}",
            f"{one.tbt_ms:.0f}",
            f"{one.cls:.3f}",
            "; ".join([*short_of(one), *one.failed]) or "nothing",
        ]
        for one in seen
    ]
    return [f"## Lighthouse, mobile preset, median of {runs}", "", *_table(head, rows), ""]


def _weights(seen: list[Seen]) -> list[str]:
    kinds = ("Document", "Stylesheet", "Script", "Font", "Fetch", "XHR")
    rows = [
        [
            one.page.name,
            *(f"{one.weight.get(kind, 0):.1f}" for kind in kinds),
            f"{one.without_photos:.1f}",
            f"{one.weight.get('Image', 0):.1f}",
        ]
        for one in seen
    ]
    head = ["page", *kinds, "without photos", "photos"]
    return ["## Weight of a first load, kB on the wire", "", *_table(head, rows), ""]


def _findings(title: str, found: dict[str, list[str]]) -> list[str]:
    total = sum(map(len, found.values()))
    lines = [f"## {title}: {total} findings on {len(found)} pages", "", f"Pages: {', '.join(found)}.", ""]
    for name, told in found.items():
        lines += [f"- {name}: {each}" for each in told]
    return [*lines, ""] if total else lines


def _pictures(folder: Path) -> list[str]:
    shown = [f"![{p.stem}]({folder.name}/{p.name})" for p in sorted(folder.glob("*.webp"))]
    return ["## Pictures", "", *shown]


def _table(head: list[str], rows: list[list[str]]) -> list[str]:
    lines = [head, ["---"] * len(head), *rows]
    return [f"| {' | '.join(cells)} |" for cells in lines]


def _short(path: str) -> str:
    plain = re.sub(r"~[\w-]+", "~...", path)  # no link that opens an order
    return plain if len(plain) < 50 else plain[:47] + "..."
