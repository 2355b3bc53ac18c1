"""`python -m tests.drills.stem`: has loaded the shop, and grows a gunicorn of it for whoever asks.

Starting Python, Django and the shop takes five seconds of processor time, a fork a hundredth of one. One line of
JSON asks (`environment`, `arguments` for gunicorn), one line answers with the process id of the master, which leads
a process group of its own. The settings are read again in its environment, and the middleware built from them. It
ends when its standard input does.
"""

import importlib
import json
import os
import signal
import sys
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.signals import setting_changed
from django.core.wsgi import get_wsgi_application
from django.test import signals
from django.utils.functional import empty

from portero import wsgi

__all__ = ["signals"]  # importing it connects what forgets a setting's old value


def serve() -> None:
    """Answer until nobody asks any more."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # whoever dies is nobody's zombie
    # The style sheet that goes out is bundled and minified: that one is looked at.
    call_command("collectstatic", interactive=False, verbosity=0)
    for line in sys.stdin:
        asked = json.loads(line)
        pid = os.fork()
        if pid == 0:
            _grow(asked)
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


def _grow(asked: dict[str, Any]) -> None:
    try:
        os.setsid()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(2, 1)
        os.environ.clear()
        os.environ.update(asked["environment"])
        _read_settings_again()
        wsgi.application = get_wsgi_application()
        sys.argv = ["gunicorn", "portero.wsgi", *asked["arguments"]]
        from gunicorn.app.wsgiapp import run

        run()
    finally:
        os._exit(1)


def _read_settings_again() -> None:
    """As Django's override_settings does it: whoever keeps something of a setting is told that it changed."""
    before = {name: getattr(settings, name) for name in dir(settings) if name.isupper()}
    parts = sorted(name for name in sys.modules if name.startswith("portero.") and name.endswith("_settings"))
    for name in (*parts, "portero.settings", os.environ["DJANGO_SETTINGS_MODULE"]):
        importlib.reload(sys.modules[name])
    settings._wrapped = empty
    for name, value in before.items():
        if not hasattr(settings, name):
            setattr(settings, name, value)  # what an app added when it was loaded
        elif getattr(settings, name) != value and name != "DATABASES":  # the same; Django filled it up
            told = {"setting": name, "value": getattr(settings, name), "enter": True}
            setting_changed.send(sender=type(settings), **told)


if __name__ == "__main__":
    serve()
