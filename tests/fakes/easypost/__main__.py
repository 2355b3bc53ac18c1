"""Run the double on its own: ``python -m tests.fakes.easypost --port 4245 --state var/easypost.json``."""

from ..base.program import run
from .double import EasyPostDouble

if __name__ == "__main__":
    run(EasyPostDouble)
