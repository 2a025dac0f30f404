from django.apps import AppConfig


class ClustersConfig(AppConfig):
    name = "clusters"
    verbose_name = "Cụm, khối thi đua"

    def ready(self):
        from clusters import duties, handover_panel, reminders, search, sections, steps, year_papers  # noqa: F401  register what this app gives to the common pages
        from clusters.imports import own  # noqa: F401
