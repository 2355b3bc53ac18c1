from django.apps import AppConfig


class RoutesConfig(AppConfig):
    name = "orders.routes"
    label = "routes"
    verbose_name = "Restricted routes"

    def ready(self) -> None:
        """The item page says what is restricted; the catalog doesn't know these rules."""
        from catalog import notices
        from catalog.pages import terms
        from orders.routes.gate import held
        from orders.routes.sentences import sentence_about

        notices.register(sentence_about)
        terms.register("routes", held.stamp)
