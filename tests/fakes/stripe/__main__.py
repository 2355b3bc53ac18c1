"""Run the double on its own: ``python -m tests.fakes.stripe --port 4242 --state var/stripe.json``."""

from ..base.program import run
from .double import StripeDouble

if __name__ == "__main__":
    run(StripeDouble)
