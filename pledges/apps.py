from django.apps import AppConfig


class PledgesConfig(AppConfig):
    name = "pledges"
    verbose_name = "Giao ước và hội nghị"

    def ready(self):
        from pledges import steps  # noqa: F401  registers the steps and tasks that this app knows of
