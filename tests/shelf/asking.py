"""A process of the shop with a shelf of its own: for every line it reads, it says what is on it."""

import sys

import django


def main() -> None:
    """Write "pieces to buy, sold ones, keys of the first ten" for each line that comes."""
    django.setup()
    from catalog.shelf import Query, current

    for _ in sys.stdin:
        answer = current().answer(Query(size=10))
        sys.stdout.write(f"{answer.available} {answer.sold} {answer.pks}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
