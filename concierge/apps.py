from django.apps import AppConfig


class ConciergeConfig(AppConfig):
    name = "concierge"
    label = "concierge"
    verbose_name = "Concierge"
