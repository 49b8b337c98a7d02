from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

TO_DO = [3, 1, 0, -1, -2, -3]  # reported, mended, entered or answered within days rather than months
TO_DECIDE = [1, 0, -1, -2, -3]
STEPS = {
    "report": TO_DO,
    "returned": TO_DO,
    "observation": TO_DO,
    "returned_figure": TO_DO,
    "slip": TO_DO,
    "verification": TO_DECIDE,
    "decision": TO_DECIDE,
    "figure": TO_DECIDE,
}
CLIMBING = ("undertaking", "report", "returned", "observation", "returned_figure", "slip")
OPTIONAL = ("report", "verification", "figure")


def write_defaults(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Copies as the district has them: overdue 3 to the head of unit, 10 to the leader in charge and inspection office."""
    step = apps.get_model("newarea", "ReminderStep")
    step.objects.bulk_create(
        step(kind=kind, days=days, repeats_every=5 if days == min(table) else None)
        for kind, table in STEPS.items()
        for days in table
    )
    policy = apps.get_model("newarea", "DutyPolicy")
    copies = {"head_after": 3, "leader_after": 10, "inspection_after": 10}
    policy.objects.bulk_create(
        policy(kind=kind, is_obligatory=kind not in OPTIONAL, **(copies if kind in CLIMBING else {}))
        for kind in ("undertaking", *STEPS)
    )
    apps.get_model("newarea", "SendingPolicy").objects.create(pk=1)


class Migration(migrations.Migration):
    dependencies = [("newarea", "0007_duties_policy_and_supervision")]
    operations = [migrations.RunPython(write_defaults, migrations.RunPython.noop)]
