"""The measurements as latest.json, and as the table of README.md."""

import json
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.discovery.databases import server_version
from benchmarks.discovery.measures import Result

HERE = Path(__file__).resolve().parents[1]
PACKAGES = ("Django", "django-oscar", "gunicorn", "numpy", "pyroaring", "Jinja2", "psycopg2-binary")
BEGIN, END = "<!-- begin: written by make bench -->", "<!-- end -->"
Sections = Mapping[str, Sequence[Result]]


def write(sections: Sections, folder: Path = HERE) -> None:
    """Both files, from the same figures."""
    facts = machine()
    results = _kept(folder / "latest.json", sections) + [
        asdict(one) | {"section": title, "kept": one.kept, "when": facts["when"]}
        for title, ones in sections.items()
        for one in ones
    ]
    results.sort(key=lambda one: int("0" + "".join(filter(str.isdigit, one["section"]))))
    (folder / "latest.json").write_text(json.dumps(facts | {"results": results}, indent=2) + "\n", "utf-8")
    readme = folder / "README.md"
    before, _, rest = readme.read_text("utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    readme.write_text(f"{before}{BEGIN}\n{table(_sections(results), facts)}\n{END}{after}", "utf-8")


def _kept(file: Path, sections: Sections) -> list[dict[str, Any]]:
    """What an earlier run measured and this one didn't."""
    before = json.loads(file.read_text("utf-8"))["results"] if file.exists() else []
    return [one for one in before if one["section"] not in sections]


def _sections(results: Sequence[Mapping[str, Any]]) -> dict[str, list[Result]]:
    """The results by section, each with the time of its run."""
    found: dict[str, list[Result]] = {}
    for one in results:
        title = f"{one['section']}, {one['when']}" if "when" in one else str(one["section"])
        facts = {name: one[name] for name in ("name", "value", "unit", "ratio", "wanted")}
        found.setdefault(title, []).append(Result(**facts))
    return found


def table(sections: Sections, facts: Mapping[str, Any]) -> str:
    """Markdown; a ratio is to the floor of the same run."""
    lines = [f"{facts['when']}, {facts['machine']}. {', '.join(facts['versions'])}.", ""]
    for title, results in sections.items():
        lines += [
            f"### {title}",
            "",
            "| what | value | of the floor | wanted | |",
            "|---|---:|---:|---:|---|",
        ]
        lines += [_line(one) for one in results]
        lines.append("")
    return "\n".join(lines).strip()


def _line(one: Result) -> str:
    ratio = "" if one.ratio is None else f"{one.ratio:.2f}"
    verdict = {True: "kept", False: "**missed**", None: ""}[one.kept]
    return f"| {one.name} | {shown(one.value)} {one.unit} | {ratio} | {one.wanted} | {verdict} |"


def shown(value: float) -> str:
    """As many digits as mean something: 12,345, 38.2, 1.27."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def machine() -> dict[str, Any]:
    """Where and with what: absolute figures mean nothing without it."""
    model = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        platform.machine(),
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "when": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "machine": f"{os.cpu_count()} cores ({model}), {memory:.0f} GB, load {os.getloadavg()[0]:.1f} at the end",
        "versions": [
            f"Python {platform.python_version()}",
            f"PostgreSQL {server_version()}",
            *[f"{name} {version(name)}" for name in PACKAGES],
        ],
    }
