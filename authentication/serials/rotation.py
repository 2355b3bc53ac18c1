"""After a new key or pepper: every number encrypted, and where need be digested, anew."""

from django.db import transaction

from authentication.models import FlaggedNumber, Serial
from authentication.serials.keeping import decrypted, pepper_name, renewed, slow_digest

BATCH = 200


def renew_all() -> tuple[int, int]:
    """Renew all rows, a batch to a transaction: how many were encrypted, and how many of them digested anew.

    Until it has come to a row whose pepper changed, that number matches nothing. Raises InvalidToken for a row that
    no key of SERIAL_KEYS opens; what was done until then stays.
    """
    done = [_renew(model) for model in (Serial, FlaggedNumber)]
    return sum(rows for rows, _ in done), sum(digested for _, digested in done)


def _renew(model: type[Serial] | type[FlaggedNumber]) -> tuple[int, int]:
    last, rows, digested = 0, 0, 0
    while batch := _batch(model, last):
        rows += len(batch)
        digested += sum(changed for _, changed in batch)
        last = batch[-1][0]
    return rows, digested


@transaction.atomic
def _batch(model: type[Serial] | type[FlaggedNumber], last: int) -> list[tuple[int, bool]]:
    """The rows after `last`: their keys, and whether the digest was made anew."""
    done = []
    for row in model._default_manager.select_for_update().filter(pk__gt=last).order_by("pk")[:BATCH]:
        anew = bool(row.digest) and row.pepper != pepper_name()
        if anew:
            row.digest, row.pepper = slow_digest(decrypted(row.ciphertext)), pepper_name()
        row.ciphertext = renewed(row.ciphertext)
        row.save(update_fields=["ciphertext", "digest", "pepper"])
        done.append((row.pk, anew))
    return done
