"""The mail of the nexus watch, as accounting gets it."""

from portero.core.mail.samples import Context, declare


def texas(*, reached: bool) -> Context:
    """Texas near its threshold, or over it."""
    return {
        "state": "Texas",
        "reached": reached,
        "percent": 102 if reached else 81,
        "sum": "$510,220.00" if reached else "$405,118.00",
        "sales": 204,
        "threshold": "$500,000",
        "page": "/staff/nexus/",
    }


declare(
    "nexus_crossed",
    topic="To the staff",
    to="accounting and administrators",
    when="Sales into a state reach 80 % or 100 % of its threshold.",
    samples={"near": lambda: texas(reached=False), "over": lambda: texas(reached=True)},
)
