"""A mail server over TCP in place of the transport."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from tests.fakes.smtp import SmtpDouble


@pytest.fixture
def double(settings: Settings) -> Iterator[SmtpDouble]:
    found = SmtpDouble()
    found.start()
    smtp = {"EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend", "EMAIL_HOST": "127.0.0.1"}
    settings.MAIL_TRANSPORT = smtp | {"EMAIL_PORT": found.port}
    yield found
    found.stop()
