"""PostgreSQL and Redis for a bare checkout, when DATABASE_URL or REDIS_URL name none.

Binaries come from two wheels (Linux x86-64) or from PATH, data lives under `var/`, and both listen on
unix sockets only. `docs/running.md` says how they start, are shared, and stop.
"""

from portero.embedded.errors import ServiceError
from portero.embedded.places import ROOT, Locations, locations, var_dir
from portero.embedded.session import enter, keep_up, leave, session

__all__ = [
    "ROOT",
    "Locations",
    "ServiceError",
    "enter",
    "keep_up",
    "leave",
    "locations",
    "session",
    "var_dir",
]
