import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("journal", "0003_alter_entry_verb"),
    ]

    operations = [
        migrations.CreateModel(
            name="Checkpoint",
            fields=[
                ("size", models.BigIntegerField(primary_key=True, serialize=False, verbose_name="条数")),
                ("root", models.CharField(max_length=64, verbose_name="根")),
                ("at", models.DateTimeField(db_index=True, verbose_name="时间")),
                ("origin", models.CharField(max_length=200, verbose_name="出处")),
                ("algorithm", models.CharField(max_length=20, verbose_name="签名算法")),
                ("public_key", models.CharField(max_length=200, verbose_name="公钥")),
                ("signature", models.CharField(max_length=300, verbose_name="签名")),
            ],
            options={
                "verbose_name": "检查点",
                "ordering": ("-size",),
            },
        ),
        migrations.CreateModel(
            name="Leaf",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False, verbose_name="序号")),
                ("entry_id", models.BigIntegerField(unique=True, verbose_name="日志条目")),
                ("hash", models.BinaryField(verbose_name="叶值")),
                ("mark", models.BinaryField(verbose_name="标记")),
            ],
            options={
                "verbose_name": "封存的条目",
            },
        ),
        migrations.CreateModel(
            name="Node",
            fields=[
                ("place", models.BigIntegerField(primary_key=True, serialize=False, verbose_name="位置")),
                ("hash", models.BinaryField(verbose_name="摘要")),
            ],
            options={
                "verbose_name": "封存树的节点",
            },
        ),
        migrations.CreateModel(
            name="Shape",
            fields=[
                ("mark", models.CharField(max_length=16, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=60)),
                ("names", models.JSONField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="touched",
            name="shape",
            field=models.CharField(blank=True, default="", max_length=16),
        ),
        migrations.CreateModel(
            name="Anchored",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("folder", models.CharField(max_length=500, verbose_name="存放处")),
                (
                    "checkpoint",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="anchors", to="journal.checkpoint"),
                ),
            ],
            options={
                "verbose_name": "留存",
            },
        ),
        migrations.CreateModel(
            name="Stamped",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("authority", models.CharField(max_length=300, verbose_name="时间戳服务")),
                ("query", models.BinaryField(verbose_name="请求")),
                ("reply", models.BinaryField(verbose_name="应答")),
                ("certificate", models.TextField(verbose_name="证书")),
                (
                    "checkpoint",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="stamps", to="journal.checkpoint"),
                ),
            ],
            options={
                "verbose_name": "时间戳",
            },
        ),
    ]
