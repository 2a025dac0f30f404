from django.apps import AppConfig


class PledgesConfig(AppConfig):
    name = "pledges"
    verbose_name = "Giao ước và hội nghị"

    def ready(self):
        from pledges import book, handovers, papers, steps, workspace  # noqa: F401  register what this app shows on common pages
