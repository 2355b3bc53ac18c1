"""Run the double on its own: ``python -m tests.fakes.paypal --port 4244 --state var/paypal.json``."""

from ..base.program import run
from .double import PayPalDouble

if __name__ == "__main__":
    run(PayPalDouble)
