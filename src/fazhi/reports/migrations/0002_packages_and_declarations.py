import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("campaign", "0001_initial"),
        ("evidence", "0002_signals_captures_and_copies"),
        ("people", "0001_initial"),
        ("reports", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Declaration",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("whole", "综合示范创建"), ("single", "单项示范项目")],
                        default="whole",
                        max_length=10,
                        verbose_name="申报类别",
                    ),
                ),
                ("name", models.CharField(max_length=100, verbose_name="名称")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("preparing", "准备申报"),
                            ("filed", "已申报"),
                            ("first-review", "省级初评"),
                            ("first-check", "省级初核"),
                            ("recommended", "取得推荐资格"),
                            ("declined", "未获推荐"),
                        ],
                        default="preparing",
                        max_length=20,
                        verbose_name="阶段",
                    ),
                ),
                ("moved_on", models.DateField(blank=True, null=True, verbose_name="进入本阶段日期")),
                ("decided_by", models.CharField(blank=True, max_length=100, verbose_name="作出决定的机关")),
                ("decided_no", models.CharField(blank=True, max_length=100, verbose_name="文号")),
                ("outcome", models.TextField(blank=True, verbose_name="结果")),
                ("created_by", models.CharField(max_length=40, verbose_name="建立人")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="建立时间")),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="declarations",
                        to="campaign.campaign",
                        verbose_name="创建活动",
                    ),
                ),
            ],
            options={
                "verbose_name": "申报",
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="DeclaredItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.PositiveIntegerField(default=0, verbose_name="次序")),
                ("code", models.CharField(blank=True, max_length=20, verbose_name="编号")),
                ("title", models.CharField(max_length=200, verbose_name="申报条目")),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "待上传"), ("filed", "已上传"), ("taken", "已接收"), ("returned", "被退回")],
                        default="waiting",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("lock", models.PositiveIntegerField(default=0, verbose_name="变动次数")),
                (
                    "declaration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="items", to="reports.declaration", verbose_name="申报"
                    ),
                ),
                (
                    "demand",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="campaign.demand",
                        verbose_name="指标",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.unit",
                        verbose_name="责任单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "申报条目",
                "ordering": ("order", "id"),
            },
        ),
        migrations.CreateModel(
            name="Inquiry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "step",
                    models.CharField(
                        choices=[("first-review", "省级初评"), ("first-check", "省级初核"), ("other", "其他审核")],
                        max_length=20,
                        verbose_name="环节",
                    ),
                ),
                ("text", models.TextField(verbose_name="问题或意见")),
                ("asked_on", models.DateField(verbose_name="提出日期")),
                ("asked_by", models.CharField(max_length=100, verbose_name="提出机关")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="答复期限")),
                (
                    "state",
                    models.CharField(
                        choices=[("asked", "待答复"), ("answered", "已答复"), ("settled", "已了结")],
                        default="asked",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("answer", models.TextField(blank=True, verbose_name="答复")),
                ("answered_by", models.CharField(blank=True, max_length=40, verbose_name="答复人")),
                ("answered_on", models.DateField(blank=True, null=True, verbose_name="答复日期")),
                ("outcome", models.CharField(blank=True, max_length=500, verbose_name="了结情况")),
                ("problem", models.CharField(blank=True, max_length=60, verbose_name="问题编号")),
                (
                    "declaration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="inquiries", to="reports.declaration", verbose_name="申报"
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="inquiries",
                        to="reports.declareditem",
                        verbose_name="申报条目",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.unit",
                        verbose_name="承办单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "省级意见",
                "ordering": ("-asked_on", "-id"),
            },
        ),
        migrations.CreateModel(
            name="Package",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("profile_name", models.CharField(max_length=60, verbose_name="打包方案名称")),
                ("name", models.CharField(max_length=200, verbose_name="文件名")),
                ("as_of", models.DateField(verbose_name="数据截至")),
                (
                    "state",
                    models.CharField(
                        choices=[("making", "打包中"), ("ready", "已打包"), ("failed", "没有完成")],
                        default="making",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("progress", models.PositiveIntegerField(default=0, verbose_name="进度")),
                ("digest", models.CharField(blank=True, max_length=64, verbose_name="材料包摘要")),
                (
                    "facts",
                    models.JSONField(
                        default=dict,
                        help_text="{indicators, files, bytes, entries, stamp, left_out: [[指标, 材料, 原因]]}",
                        verbose_name="内容",
                    ),
                ),
                ("why_failed", models.CharField(blank=True, max_length=500, verbose_name="没有完成的原因")),
                ("asked_by", models.CharField(max_length=40, verbose_name="打包人")),
                ("asked_at", models.DateTimeField(auto_now_add=True, verbose_name="打包时间")),
                ("made_at", models.DateTimeField(null=True, verbose_name="完成时间")),
                (
                    "blob",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="evidence.blob",
                        verbose_name="文件内容",
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="packages",
                        to="campaign.campaign",
                        verbose_name="创建活动",
                    ),
                ),
            ],
            options={
                "verbose_name": "材料包",
                "ordering": ("-asked_at", "-id"),
            },
        ),
        migrations.CreateModel(
            name="Filing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("no", models.PositiveIntegerField(verbose_name="第几次上传")),
                ("filed_on", models.DateField(verbose_name="上传日期")),
                ("filed_by", models.CharField(max_length=40, verbose_name="上传人")),
                ("what", models.CharField(help_text="文件名，或材料包中的哪些文件", max_length=300, verbose_name="上传的内容")),
                ("sha256", models.CharField(blank=True, max_length=64, verbose_name="SHA-256")),
                ("receipt_no", models.CharField(blank=True, max_length=100, verbose_name="回执号")),
                (
                    "outcome",
                    models.CharField(
                        choices=[("pending", "等待受理"), ("taken", "已接收"), ("returned", "被退回")],
                        default="pending",
                        max_length=10,
                        verbose_name="结果",
                    ),
                ),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="结果日期")),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="退回原因")),
                (
                    "problem",
                    models.CharField(blank=True, help_text="退回时登记到 R47 问题整改的编号", max_length=60, verbose_name="问题编号"),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="filings",
                        to="reports.declareditem",
                        verbose_name="申报条目",
                    ),
                ),
                (
                    "receipt",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="evidence.item",
                        verbose_name="回执截图或文件",
                    ),
                ),
                (
                    "package",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reports.package",
                        verbose_name="材料包",
                    ),
                ),
            ],
            options={
                "verbose_name": "上传记录",
                "ordering": ("no",),
            },
        ),
        migrations.CreateModel(
            name="PackageProfile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(blank=True, help_text="系统自带的方案有代号，自建的为空", max_length=40, verbose_name="代号")),
                ("name", models.CharField(max_length=60, verbose_name="名称")),
                (
                    "kind",
                    models.CharField(
                        choices=[("whole", "综合示范创建"), ("single", "单项示范项目")], default="whole", max_length=10, verbose_name="类别"
                    ),
                ),
                ("indicators", models.JSONField(blank=True, default=list, help_text="三级指标编码；空表示全部", verbose_name="只含指标")),
                ("most_files", models.PositiveIntegerField(blank=True, null=True, verbose_name="每项指标最多几个文件")),
                ("most_file_mb", models.PositiveIntegerField(blank=True, null=True, verbose_name="单个文件最大（MB）")),
                ("most_total_mb", models.PositiveIntegerField(blank=True, null=True, verbose_name="全部文件最大（MB）")),
                (
                    "formats",
                    models.CharField(blank=True, help_text="扩展名，用空格分开，如 pdf jpg mp4", max_length=200, verbose_name="允许的格式"),
                ),
                ("longest_name", models.PositiveIntegerField(blank=True, help_text="含扩展名", null=True, verbose_name="文件名最多几个字")),
                ("forbidden", models.CharField(blank=True, max_length=60, verbose_name="文件名中不许有的字符")),
                ("name_pattern", models.CharField(default="{序号}-{单位}-{材料}", max_length=100, verbose_name="文件名样式")),
                (
                    "limits_from",
                    models.CharField(
                        default="待填：申报系统的限制没有公开，请按当年申报通知填写并注明出处", max_length=200, verbose_name="限制的出处"
                    ),
                ),
                ("stops", models.BooleanField(default=False, verbose_name="有不合限制的就不打包")),
                (
                    "redaction",
                    models.CharField(
                        choices=[
                            ("masked", "只放脱敏副本，没有副本的不放"),
                            ("original", "放原件，并注明含个人信息"),
                            ("leave-out", "含个人信息的一律不放"),
                        ],
                        default="masked",
                        max_length=10,
                        verbose_name="个人信息",
                    ),
                ),
                ("with_rows", models.BooleanField(default=True, verbose_name="放入台账数据和计入的记录")),
                ("with_journal", models.BooleanField(default=True, verbose_name="放入日志")),
                ("with_frozen", models.BooleanField(default=True, verbose_name="放入冻结网页")),
                ("project", models.CharField(blank=True, max_length=100, verbose_name="项目名称")),
                ("applicant", models.CharField(blank=True, max_length=100, verbose_name="申报单位")),
                ("practice", models.TextField(blank=True, max_length=10000, verbose_name="主要做法")),
                ("effect", models.TextField(blank=True, max_length=10000, verbose_name="工作成效")),
                ("changed_by", models.CharField(blank=True, max_length=40, verbose_name="修改人")),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="修改时间")),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.unit", verbose_name="使用单位"
                    ),
                ),
            ],
            options={
                "verbose_name": "打包方案",
                "ordering": ("id",),
            },
        ),
        migrations.AddField(
            model_name="package",
            name="profile",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="packages",
                to="reports.packageprofile",
                verbose_name="打包方案",
            ),
        ),
        migrations.CreateModel(
            name="Receipt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("unit_name", models.CharField(max_length=100, verbose_name="当时单位名称")),
                ("lines", models.JSONField(default=list, help_text="[{indicator, title, path, size, sha256, what}]", verbose_name="材料")),
                ("made_at", models.DateTimeField(auto_now_add=True, verbose_name="出具时间")),
                (
                    "package",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="receipts", to="reports.package", verbose_name="材料包"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.unit", verbose_name="单位"),
                ),
            ],
            options={
                "verbose_name": "入包回执",
                "ordering": ("-made_at", "-id"),
            },
        ),
        migrations.AddConstraint(
            model_name="declaration",
            constraint=models.UniqueConstraint(fields=("campaign", "name"), name="one_declaration_a_name"),
        ),
        migrations.AddConstraint(
            model_name="declareditem",
            constraint=models.UniqueConstraint(
                condition=models.Q(("demand__isnull", False)), fields=("declaration", "demand"), name="one_item_a_demand"
            ),
        ),
        migrations.AddConstraint(
            model_name="filing",
            constraint=models.UniqueConstraint(fields=("item", "no"), name="one_filing_a_number"),
        ),
        migrations.AddConstraint(
            model_name="packageprofile",
            constraint=models.UniqueConstraint(
                condition=models.Q(("slug", ""), _negated=True), fields=("unit", "slug"), name="one_shipped_profile_a_unit"
            ),
        ),
        migrations.AddConstraint(
            model_name="packageprofile",
            constraint=models.UniqueConstraint(fields=("unit", "name"), name="one_profile_a_name"),
        ),
        migrations.AddConstraint(
            model_name="receipt",
            constraint=models.UniqueConstraint(fields=("package", "unit"), name="one_receipt_a_unit"),
        ),
    ]
