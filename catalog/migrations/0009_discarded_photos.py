import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0008_find_what_is_like_a_piece")]

    operations = [
        migrations.CreateModel(
            name="DiscardedPhoto",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("width", models.PositiveIntegerField(help_text="its own, which its renditions follow from")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.AlterField(
            model_name="photo",
            name="made",
            field=models.PositiveSmallIntegerField(
                db_default=0, default=0, editable=False, help_text="how many renditions there are"
            ),
        ),
        migrations.AlterField(
            model_name="photo",
            name="tries",
            field=models.PositiveSmallIntegerField(db_default=0, default=0, editable=False),
        ),
        migrations.AddIndex(
            model_name="photo",
            index=models.Index(fields=["file"], name="photo_file"),
        ),
    ]
