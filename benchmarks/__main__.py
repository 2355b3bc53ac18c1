"""Every benchmark, one table after the other: `make bench`."""

import subprocess
import sys

from benchmarks import import_items, item_log, placement, serial_match, tax_quotes
from benchmarks.discovery.servers import FLOOR


def main() -> int:
    """Run what can be run here: two need the files beside the checkout, each in a process of its own."""
    tools = [placement.__name__, tax_quotes.__name__, serial_match.__name__, item_log.__name__]
    tools += [import_items.__name__] if import_items.SHARED.exists() else []
    tools += ["benchmarks.discovery"] if FLOOR.exists() else []
    return max(subprocess.run([sys.executable, "-m", tool], check=False).returncode for tool in tools)


if __name__ == "__main__":
    sys.exit(main())
