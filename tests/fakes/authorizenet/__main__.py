"""Run the double on its own: ``python -m tests.fakes.authorizenet --port 4243 --state var/authorizenet.json``."""

from ..base.program import run
from .double import AuthorizeNetDouble

if __name__ == "__main__":
    run(AuthorizeNetDouble)
