from django.apps import AppConfig


class ClustersConfig(AppConfig):
    name = "clusters"
    verbose_name = "Cụm, khối thi đua"

    def ready(self):
        from clusters import steps  # noqa: F401  registers the steps that this app knows of
