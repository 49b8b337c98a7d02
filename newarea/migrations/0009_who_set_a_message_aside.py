import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("newarea", "0008_policy_defaults"),
    ]

    operations = [
        migrations.AddField(
            model_name="digest",
            name="set_aside_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="set aside at"),
        ),
        migrations.AddField(
            model_name="digest",
            name="set_aside_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="set aside by",
            ),
        ),
    ]
