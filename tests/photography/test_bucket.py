"""Photographs in object storage, over real HTTP: uploaded, rendered, addressed, deleted; a page asks it nothing."""

import io
from collections.abc import Iterator
from datetime import timedelta
from urllib.request import urlopen

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.test import Client
from django.utils import timezone
from PIL import Image
from pytest_django import Settings

from catalog.models import Item, Photo
from catalog.photography import picture, removal
from catalog.photography.adding import add
from catalog.photography.rendering import render
from portero.core.buckets import FOR_EVER
from portero.file_settings import in_buckets
from tests.factories.catalog import listed_item
from tests.photography import bucket as double
from tests.photography.bucket import Bucket
from tests.photography.pictures import encoded

pytestmark = pytest.mark.django_db
HOST = "photos.portero.example"


@pytest.fixture
def bucket(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bucket]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "a")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "b")
    with double.running() as running:
        where = in_buckets("public", "private", HOST, running.url, "us-east-1")
        settings.STORAGES = settings.STORAGES | where
        picture._origin.cache_clear()
        yield running
    picture._origin.cache_clear()


def hung(item: Item) -> Photo:
    return add(item.pk, io.BytesIO(encoded(size=(400, 500))), "a.jpg", actor=None)


def test_a_photograph_and_its_renditions_go_up_with_type_and_a_long_life(bucket: Bucket) -> None:
    row = hung(listed_item())
    assert render(row.pk)
    told = {key: headers for key, (_, headers) in bucket.objects.items()}
    name = str(row.file.name)
    stem = f"public/{name.removesuffix('.webp')}"
    types = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}
    assert told == {f"public/{name}": {"Content-Type": "image/webp", "Cache-Control": FOR_EVER}} | {
        f"{stem}/v1-{width}.{ending}": {"Content-Type": kind, "Cache-Control": FOR_EVER}
        for width in (160, 320, 400)
        for ending, kind in types.items()
    }
    with (
        urlopen(f"{bucket.url}/{stem}/v1-320.avif") as answer,
        Image.open(io.BytesIO(answer.read())) as image,
    ):
        assert (image.format, image.size) == ("AVIF", (320, 400))


def test_a_page_names_the_photograph_at_its_host_and_asks_nothing(bucket: Bucket, client: Client) -> None:
    item = listed_item()
    row = hung(item)
    render(row.pk)
    bucket.asked.clear()
    page = client.get(item.get_absolute_url())
    stem = str(row.file.name).removesuffix(".webp")
    assert f"https://{HOST}/{stem}/v1-400.avif 400w" in page.content.decode()
    assert f"https://{HOST}/{stem}/v1-400.avif 400w" in client.get("/shop/").content.decode()
    assert bucket.asked == []


def test_a_store_that_refuses_is_named_and_tried_again(bucket: Bucket) -> None:
    row = hung(listed_item())
    bucket.broken = "160.avif"
    assert not render(row.pk)
    stopped = Photo.objects.get(pk=row.pk)
    assert (stopped.widest, stopped.made, len(stopped.trouble), stopped.due_at is None) == (0, 8, 1, False)
    assert "(503)" in stopped.trouble["160.avif"]
    bucket.broken = "nothing"
    Photo.objects.update(due_at=timezone.now())
    assert render(row.pk)


def test_a_removed_photograph_goes_from_the_bucket(bucket: Bucket) -> None:
    row = hung(listed_item())
    render(row.pk)
    Item.objects.update(lead_photo="", lead_widest=0)
    row.delete()
    assert removal.sweep(timezone.now() + timedelta(minutes=2)) == 1
    assert bucket.objects == {}


def test_private_files_lie_apart_and_have_signed_addresses_only(bucket: Bucket) -> None:
    name = storages["private"].save("papers/a.pdf", ContentFile(b"%PDF-1.7"))
    ((key, (content, headers)),) = bucket.objects.items()
    assert (key, content, headers["x-amz-acl"]) == (f"private/{name}", b"%PDF-1.7", "private")
    assert HOST not in storages["private"].url(name)
    assert "X-Amz-Signature" in storages["private"].url(name) or "Signature=" in storages["private"].url(name)
