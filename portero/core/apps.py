from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "portero.core"
    label = "core"
    verbose_name = "House"
