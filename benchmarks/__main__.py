"""Every benchmark, one table after the other: `make bench`."""

import sys

from benchmarks import import_items, pages


def main() -> int:
    """Run what can be run here; 0 unless nothing could."""
    measured = [
        tool for tool, needs in ((import_items, import_items.SHARED), (pages, pages.FLOOR)) if needs.exists()
    ]
    for tool in measured:
        tool.main()
    if not measured:
        print("Nothing to measure: neither the listings to import nor the floor are beside this checkout.")
    return 0 if measured else 1


if __name__ == "__main__":
    sys.exit(main())
