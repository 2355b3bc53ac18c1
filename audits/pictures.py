"""Files for the photographs that factories only name: what came back must be looked at, too."""

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db.models import Model

from authentication.models import Evidence
from orders.fulfilment.models import OutboundPhoto
from orders.promise.models import ClaimPhoto
from orders.returns.models import ReturnPhoto

KINDS: tuple[type[Model], ...] = (OutboundPhoto, ReturnPhoto, ClaimPhoto, Evidence)
RENDERED = settings.BASE_DIR / "catalog" / "demo" / "photos"


def put_on_disk() -> None:
    """Every private picture whose file isn't there gets one of the demo's."""
    storage, rendered = storages["private"], sorted(RENDERED.glob("bag-*.webp"))
    for kind in KINDS:
        names = kind._default_manager.values_list("file", flat=True).distinct()
        for number, name in enumerate(names):
            if not storage.exists(name):
                storage.save(name, ContentFile(rendered[number % len(rendered)].read_bytes()))
