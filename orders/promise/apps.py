from django.apps import AppConfig


class PromiseConfig(AppConfig):
    name = "orders.promise"
    label = "promise"
    verbose_name = "Portero Promise"
