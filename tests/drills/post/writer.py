"""`python -m tests.drills.post.writer <count>`: writes so many mails; says how long its longest commit took, in ms."""

import sys
import time

import django


def write(count: int) -> float:
    """Each in a transaction of its own; one in two hundred to a mailbox that doesn't exist."""
    from django.db import transaction

    from portero.core.mail import outbox
    from tests.fakes.smtp import STRANGER

    longest = 0.0
    for n in range(count):
        begun = time.perf_counter()
        name = f"{STRANGER}{n}" if n % 200 == 0 else f"clara-{n}"
        with transaction.atomic():
            to = f"{name}@example.com"
            outbox.write("greeting", about=f"order:R-{n}", to=to, subject="Hello", text="Dear Clara")
        longest = max(longest, time.perf_counter() - begun)
    return longest * 1000


if __name__ == "__main__":
    django.setup()
    sys.stdout.write(f"{write(int(sys.argv[1])):.0f}")
