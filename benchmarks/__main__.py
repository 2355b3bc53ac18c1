"""Every benchmark, one table after the other: `make bench`."""

import sys

from benchmarks import import_items


def main() -> int:
    """Run what can be run here; 0 unless nothing could."""
    if not import_items.SHARED.exists():
        print("Nothing to measure: the listings to import are not beside this checkout.")
        return 1
    import_items.main()
    return 0


if __name__ == "__main__":
    sys.exit(main())
