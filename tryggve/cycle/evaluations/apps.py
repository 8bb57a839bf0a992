from __future__ import annotations

from django.apps import AppConfig


class EvaluationsConfig(AppConfig):
    name = "tryggve.cycle.evaluations"
    label = "evaluations"
    verbose_name = "Utvärderingar"

    def ready(self) -> None:
        """Meetings come before us and may not ask us: we tell them where outcomes come from."""
        from tryggve.cycle.evaluations.queries import outcomes
        from tryggve.cycle.meetings.queries import outcomes_come_from

        outcomes_come_from(outcomes)
