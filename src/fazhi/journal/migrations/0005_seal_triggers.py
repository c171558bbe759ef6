"""The triggers of the sealed tables, and again those of the table that got a column: SQLite makes an altered table anew without them."""

from django.db import migrations

from fazhi.journal import triggers


def install(apps, editor):
    triggers.install(editor.connection)


class Migration(migrations.Migration):
    dependencies = [("journal", "0004_seal")]

    operations = [migrations.RunPython(install, migrations.RunPython.noop)]
