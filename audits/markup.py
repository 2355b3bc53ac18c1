"""html-validate on every page as the server sends it."""

import json
import re
import subprocess
import sys
from pathlib import Path

from audits.pages import Page
from audits.places import HERE, TOOLS
from audits.shop import visitor

# django-unfold writes its colours into the body of each page of the staff site; that is its own business.
OF_UNFOLD = re.compile(r'<style id="unfold-theme-colors">.*?</style>', re.DOTALL)


def mistakes(address: str, pages: list[Page], folder: Path) -> dict[str, list[str]]:
    """Every mistake by page name; an empty list is a valid page."""
    folder.mkdir(parents=True, exist_ok=True)
    pages = [page for page in pages if not page.foreign]
    files = {page.name: folder / f"{_plain(page.name)}.html" for page in pages}
    for page in pages:
        with visitor(address) as client:
            for name, value in page.cookies:
                client.cookies.set(name, value)
            files[page.name].write_text(OF_UNFOLD.sub("", client.get(page.path).text))
    found = _validate(list(files.values()), folder / "found.json")
    return {name: found.get(str(path), []) for name, path in files.items()}


def _validate(files: list[Path], told: Path) -> dict[str, list[str]]:
    told.unlink(missing_ok=True)
    # Into a file: what it writes to a pipe is cut off when it ends.
    command = [
        "node",
        str(TOOLS / "html-validate" / "bin" / "html-validate.mjs"),
        "--formatter",
        f"json={told}",
    ]
    command += ["--config", str(HERE / "htmlvalidate.json"), *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    if done.returncode not in (0, 1):
        sys.exit(f"html-validate failed: {done.stderr[-800:]}")
    return {
        result["filePath"]: [f"{m['line']}: {m['ruleId']}: {m['message']}" for m in result["messages"]]
        for result in json.loads(told.read_text())
    }


def _plain(name: str) -> str:
    return re.sub(r"\W+", "-", name)
