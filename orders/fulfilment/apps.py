from django.apps import AppConfig


class FulfilmentConfig(AppConfig):
    name = "orders.fulfilment"
    label = "fulfilment"
    verbose_name = "Fulfilment"
