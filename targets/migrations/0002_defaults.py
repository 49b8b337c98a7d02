from datetime import date
from decimal import Decimal

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def write_defaults(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Half a point for growth in percent; no other unit has a tolerance until somebody decides one."""
    apps.get_model("targets", "Tolerance").objects.create(
        unit="%", in_force_from=date(2000, 1, 1), value=Decimal("0.5")
    )


class Migration(migrations.Migration):
    dependencies = [("targets", "0001_first")]
    operations = [migrations.RunPython(write_defaults, migrations.RunPython.noop)]
