from django.apps import AppConfig


class AuthenticationConfig(AppConfig):
    """The review of goods, not of people: who signs in is the business of `accounts`."""

    name = "authentication"
    label = "authentication"
    verbose_name = "Authentication"

    def ready(self) -> None:
        """Staff pages of the catalogue keep the grade from who is to give one blind; the catalogue doesn't know her."""
        from authentication.quality import blind
        from catalog import sealed

        sealed.register(blind.sealed_keys, blind.page_about)
