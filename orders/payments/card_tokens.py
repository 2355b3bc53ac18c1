"""Which attempt a one-use card token was sent for, so that a second click isn't another attempt.

After a decline the same token would be refused as spent, and she would read that instead of why her bank said no.
"""

from django.core.cache import cache
from django.utils.crypto import salted_hmac

from orders.payments.models import Payment

LASTS = 30 * 60  # seconds; a token is good for fifteen minutes


def attempt_of(token: str, payment: Payment) -> int:
    """The primary key of the attempt that used this token first: `payment`'s, unless it was another.

    Of the token only a keyed digest is kept, as the name of the entry.
    """
    name = f"card-token:{salted_hmac('orders.payments.card_tokens', token, algorithm='sha256').hexdigest()}"
    cache.add(name, payment.pk, LASTS)
    return cache.get(name, payment.pk)
