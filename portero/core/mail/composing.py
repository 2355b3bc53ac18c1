"""How a mail is written: three templates and their context, at once or when it is sent."""

import re
from typing import Any, NamedTuple

from django.conf import settings
from django.template import Context, Engine
from django.template.loader import render_to_string
from django.utils.module_loading import import_string

from portero.core.mail.models import Mail

SUBJECT_LENGTH = 200
# What a reader doesn't see between tags: the tags themselves, the style, the title (which takes no tags).
TAGS = re.compile(r"(<(?:style|title)>.*?</(?:style|title)>|<[^>]*>)", re.DOTALL)
# Of orders, parcels, pieces, certificates, returns, claims, papers: letters, digits, and sometimes a check digit.
NUMBER = re.compile(r"\b[A-Z]{1,3}-\d{6,9}(?:-\d{1,2})?\b")


class Letter(NamedTuple):
    """What a reader gets."""

    subject: str
    text: str
    html: str


def rendered(kind: str, context: dict[str, Any]) -> Letter:
    """`emails/<kind>.subject.txt`, `.txt` and `.html` with this context; only the HTML escapes."""
    context = {**context, "shop_url": settings.PUBLIC_URL}
    subject = one_line(_plain(f"emails/{kind}.subject.txt", context))
    text = _plain(f"emails/{kind}.txt", context)
    html = render_to_string(f"emails/{kind}.html", {**context, "subject": subject})
    return Letter(subject, text, whole_numbers(html))


def compose(mail: Mail) -> bool:
    """Fill in a mail that isn't written yet, without saving it; False for one that is.

    Its context is what `settings.MAIL_CONTEXTS[kind]` makes of the facts that were kept with it. Raises whatever
    that or a template raises.
    """
    if mail.facts is None:
        return False
    context = import_string(settings.MAIL_CONTEXTS[mail.kind])(**mail.facts)
    mail.subject, mail.text, mail.html = rendered(mail.kind, context)
    mail.facts = None
    return True


def whole_numbers(html: str) -> str:
    """The mail with numbers (`R-40172864`) that no line breaks at their hyphen, which stays one that can be copied."""
    parts = TAGS.split(html)
    parts[::2] = [NUMBER.sub(r'<span class="whole">\g<0></span>', text) for text in parts[::2]]
    return "".join(parts)


def one_line(subject: str) -> str:
    """A subject fit for a header: no line break can start a header of its own."""
    return " ".join(subject.split())[:SUBJECT_LENGTH]


def _plain(template: str, context: dict[str, Any]) -> str:
    """Text is not HTML: `Hermès & fils` stays as it is; blocks that say nothing leave no gap."""
    found = Engine.get_default().get_template(template)
    text = found.render(Context(context, autoescape=False))
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"
