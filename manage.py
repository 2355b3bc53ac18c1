#!/usr/bin/env python
"""Django's command line; starts the embedded PostgreSQL and Redis when none are configured."""

import os
import sys


def main() -> None:
    """Run the command named on the command line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portero.settings")
    from django.core.management import execute_from_command_line

    from portero import embedded

    embedded.enter()
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
