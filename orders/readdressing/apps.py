from django.apps import AppConfig


class ReaddressingConfig(AppConfig):
    name = "orders.readdressing"
    label = "readdressing"
    verbose_name = "Address changes"
