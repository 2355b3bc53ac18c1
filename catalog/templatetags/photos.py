"""Photographs in templates: `{% load photos %}`."""

from django import template

from catalog.photography import picture as pictures
from portero.core.templatetags.shop import absolute

register = template.Library()
register.simple_tag(pictures.picture, name="picture")
register.simple_tag(pictures.photo_url, name="photo_url")


@register.simple_tag
def photo_link(name: str, widest: int, at_least: int = 320) -> str:
    """The address of a JPEG with the shop's origin, as mails and Open Graph need it."""
    return absolute(pictures.photo_url(name, widest, at_least))
