"""The shop as gunicorn's workers run it, ready before the first visitor comes."""

import gc
import os
from pathlib import Path

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portero.settings")

application = get_wsgi_application()


def warm_up() -> None:
    """Load what the first visitors of a worker would wait for: views, payment drivers, our templates, ZIP codes.

    Everything that is loaded then stays for good, so it is taken out of what the garbage collector looks through
    again and again (a third of a second each time).
    """
    from django.conf import settings
    from django.template.loader import get_template
    from django.urls import get_resolver
    from django.utils.module_loading import import_string

    from orders.tax.gazetteer import zip_of

    _ = get_resolver().url_patterns  # importing the URLs imports the views
    for driver in settings.PAYMENT_PROVIDERS.values():
        import_string(driver)
    for folder in settings.TEMPLATES[0]["DIRS"]:
        for file in Path(folder).rglob("*.*"):
            if file.suffix in {".html", ".txt"}:
                get_template(file.relative_to(folder).as_posix())
    zip_of("10001")
    gc.collect()
    gc.freeze()


warm_up()
