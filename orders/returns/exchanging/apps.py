from django.apps import AppConfig


class ExchangingConfig(AppConfig):
    name = "orders.returns.exchanging"
    label = "exchanging"
    verbose_name = "Exchanges"
