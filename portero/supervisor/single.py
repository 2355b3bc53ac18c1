"""At most one supervisor per checkout."""

import fcntl
import json
import os
from pathlib import Path
from typing import IO, Self

from portero.embedded.places import lock_dir


class AlreadyRunning(Exception):
    """Another supervisor of this checkout runs; carries its address and pid."""

    def __init__(self, url: str, pid: int) -> None:
        super().__init__(f"The shop of this checkout already runs at {url} (make stop ends it).")
        self.url, self.pid = url, pid


class SingleInstance:
    """Holds the checkout's lock for as long as the block lasts; the kernel frees it if we are killed."""

    def __init__(self, url: str) -> None:
        self._path = lock_dir() / "supervisor"
        self._url = url
        self._file: IO[str] | None = None

    def __enter__(self) -> Self:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        file = self._path.open("a+")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            raise _described(self._path) from None
        file.truncate(0)
        file.write(json.dumps({"url": self._url, "pid": os.getpid()}))
        file.flush()
        self._file = file
        return self

    def __exit__(self, *_: object) -> None:
        if self._file:
            self._file.close()


def running() -> AlreadyRunning | None:
    """The supervisor that runs now, if any."""
    path = lock_dir() / "supervisor"
    if not path.exists():
        return None
    with path.open("r") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return _described(path)
    return None


def _described(path: Path) -> AlreadyRunning:
    try:
        told = json.loads(path.read_text())
    except ValueError:
        return AlreadyRunning("an address it is about to tell", 0)
    return AlreadyRunning(told["url"], told["pid"])
