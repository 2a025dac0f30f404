from django.apps import AppConfig


class AwardsConfig(AppConfig):
    name = "awards"
    verbose_name = "Khen thưởng"

    def ready(self):
        from awards import (  # noqa: F401  register what this app knows of a year and a unit
            award_papers,
            book,
            council_papers,
            council_workspace,
            handovers,
            history,
            holidays,
            imports,
            register,
            reminding,
            score_papers,
            score_tasks,
            steps,
            workspace,
        )
