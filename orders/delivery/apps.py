from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "orders.delivery"
    label = "delivery"
    verbose_name = "Delivery"

    def ready(self) -> None:
        """The item page tells search engines what delivery costs; the catalog doesn't know these tables."""
        from catalog import published_delivery
        from catalog.pages import terms
        from orders.delivery.published import published
        from orders.delivery.tables import held

        published_delivery.register(published)
        terms.register("delivery", held.stamp)
