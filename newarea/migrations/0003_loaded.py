from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("newarea", "0002_defaults")]
    operations = [
        migrations.CreateModel(
            name="Loaded",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "scope",
                    models.CharField(
                        blank=True,
                        help_text="Empty for units and accounts.",
                        max_length=64,
                        verbose_name="programme",
                    ),
                ),
                ("section", models.CharField(max_length=40, verbose_name="section")),
                ("key", models.CharField(max_length=200, verbose_name="key")),
                ("said", models.JSONField(default=dict, verbose_name="what the file said")),
                ("on", models.DateField(blank=True, null=True, verbose_name="day of the fact")),
                ("at", models.DateTimeField(auto_now=True, verbose_name="at")),
            ],
            options={
                "verbose_name": "loaded record",
                "verbose_name_plural": "loaded records",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("scope", "section", "key"),
                        name="loaded_once",
                        violation_error_message="This record has been loaded already.",
                    )
                ],
            },
        ),
    ]
