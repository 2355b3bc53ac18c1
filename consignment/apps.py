from django.apps import AppConfig


class ConsignmentConfig(AppConfig):
    name = "consignment"
    label = "consignment"
    verbose_name = "Consignment"
