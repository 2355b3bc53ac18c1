"""Lighthouse on its mobile preset: each page several times, the run with the median performance counts."""

import json
import os
import subprocess
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audits.pages import Page
from audits.places import TOOLS, chromium

CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
FLAGS = "--headless --no-sandbox --disable-gpu --disable-background-networking --ignore-certificate-errors"


@dataclass(frozen=True)
class Seen:
    """The median run of a page: scores 0-100, milliseconds, layout shift, and kilobytes on the wire by kind."""

    page: Page
    runs: int
    scores: dict[str, int]
    lcp_ms: float
    tbt_ms: float
    cls: float
    weight: dict[str, float]
    failed: tuple[str, ...]

    @property
    def without_photos(self) -> float:
        """Kilobytes of the first load, photographs left out."""
        return sum(size for kind, size in self.weight.items() if kind != "Image")


def look(address: str, page: Page, runs: int, folder: Path) -> Seen:
    """Run Lighthouse on a page. SystemExit with its words when it fails twice: its browser loses a trace at times."""
    reports = sorted((_run(address, page, folder) for _ in range(runs)), key=_performance)
    return _read(page, reports[len(reports) // 2], runs)


def _run(address: str, page: Page, folder: Path) -> dict[str, Any]:
    command = ["node", str(TOOLS / "lighthouse" / "cli" / "index.js"), address + page.path]
    command += ["--output=json", "--quiet", f"--chrome-flags={FLAGS}"]
    command += [f"--only-categories={','.join(CATEGORIES)}"]
    if page.cookies:
        headers = folder / "headers.json"
        told = "; ".join(f"{name}={value}" for name, value in page.cookies)
        headers.write_text(json.dumps({"Cookie": told}))
        command.append(f"--extra-headers={headers}")
    environment = os.environ | {"CHROME_PATH": chromium()}
    for _ in range(2):
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=240)
        if not done.returncode:
            break
    else:
        sys.exit(f"Lighthouse failed on {page.path}: {done.stderr[-800:]}")
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def _performance(report: dict[str, Any]) -> float:
    return float(report["categories"]["performance"]["score"] or 0)


def _read(page: Page, report: dict[str, Any], runs: int) -> Seen:
    audits = report["audits"]
    weight: defaultdict[str, float] = defaultdict(float)
    for request in audits["network-requests"]["details"]["items"]:
        weight[request.get("resourceType", "Other")] += request.get("transferSize", 0) / 1000
    return Seen(
        page=page,
        runs=runs,
        scores={
            name: round(100 * (told["score"] or 0))
            for name, told in report["categories"].items()
            if name != "seo" or page.public
        },
        lcp_ms=audits["largest-contentful-paint"]["numericValue"],
        tbt_ms=audits["total-blocking-time"]["numericValue"],
        cls=audits["cumulative-layout-shift"]["numericValue"],
        weight=dict(weight),
        failed=tuple(_failed(report, page)),
    )


def _failed(report: dict[str, Any], page: Page) -> list[str]:
    """Audits that cost points in the categories where everything is asked for."""
    strict = [name for name in CATEGORIES[1:] if name != "seo" or page.public]
    refs = [ref for name in strict for ref in report["categories"][name]["auditRefs"] if ref["weight"]]
    return sorted({ref["id"] for ref in refs if report["audits"][ref["id"]]["score"] in (0, 0.5)})
