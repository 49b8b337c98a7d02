from datetime import date

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

STEPS = [10, 5, 3, 1, 0, -1, -2, -3]


def write_defaults(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The thresholds and reminder steps a new site begins with; both tables are for editing."""
    apps.get_model("newarea", "StandingRules").objects.create(in_force_from=date(2000, 1, 1))
    step = apps.get_model("newarea", "ReminderStep")
    step.objects.bulk_create(
        step(kind="undertaking", days=days, repeats_every=5 if days == min(STEPS) else None) for days in STEPS
    )


class Migration(migrations.Migration):
    dependencies = [("newarea", "0001_first")]
    operations = [migrations.RunPython(write_defaults, migrations.RunPython.noop)]
