from django.apps import AppConfig


class AuthenticationConfig(AppConfig):
    """The review of goods, not of people: who signs in is the business of `accounts`."""

    name = "authentication"
    label = "authentication"
    verbose_name = "Authentication"
