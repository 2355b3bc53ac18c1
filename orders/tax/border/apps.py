from django.apps import AppConfig


class BorderConfig(AppConfig):
    name = "orders.tax.border"
    label = "border"
    verbose_name = "Duties and import tax"
