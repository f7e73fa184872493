"""An upload may be withdrawn."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("canteen", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="upload",
            name="state",
            field=models.CharField(
                choices=[
                    ("accepted", "Joint aux données"),
                    ("refused", "Refusé, données inchangées"),
                    ("withdrawn", "Annulé"),
                ],
                max_length=10,
            ),
        ),
    ]
