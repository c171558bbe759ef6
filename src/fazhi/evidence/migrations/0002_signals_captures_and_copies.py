import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("evidence", "0001_initial"),
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Boilerplate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=200, verbose_name="名称")),
                ("text", models.TextField(verbose_name="全文")),
                ("added_by", models.CharField(max_length=40, verbose_name="列入人")),
                ("added_at", models.DateTimeField(auto_now_add=True, verbose_name="列入时间")),
                ("removed_by", models.CharField(blank=True, max_length=40, verbose_name="移出人")),
                ("removed_at", models.DateTimeField(blank=True, null=True, verbose_name="移出时间")),
            ],
            options={
                "verbose_name": "通用文字",
                "ordering": ("-added_at", "-id"),
            },
        ),
        migrations.CreateModel(
            name="Capture",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("taken_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="查看时间")),
                ("url", models.CharField(max_length=500, verbose_name="网址")),
                ("final_url", models.CharField(blank=True, max_length=2000, verbose_name="最后地址")),
                ("redirects", models.JSONField(default=list, help_text="逐跳：[{url, status, to}…]", verbose_name="跳转")),
                ("status", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="答复代码")),
                ("media_type", models.CharField(blank=True, max_length=100, verbose_name="类型")),
                ("title", models.CharField(blank=True, max_length=300, verbose_name="网页标题")),
                ("published_on", models.DateField(blank=True, null=True, verbose_name="网页发布日期")),
                ("source", models.CharField(blank=True, max_length=100, verbose_name="网页所载来源")),
                (
                    "digest",
                    models.CharField(
                        blank=True,
                        help_text="用于比对的文字的 SHA-256，不含当日日期、浏览次数和导航",
                        max_length=64,
                        verbose_name="文字摘要",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("taken", "已冻结"), ("same", "无变化"), ("failed", "打不开"), ("not-taken", "未抓取")],
                        max_length=10,
                        verbose_name="结果",
                    ),
                ),
                (
                    "fault",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "没有出错"),
                            ("name", "域名解析不到"),
                            ("connection", "连不上服务器"),
                            ("time", "响应太慢"),
                            ("certificate", "证书不可信"),
                            ("status", "网站答复没有此页"),
                            ("barred", "网站不让程序访问"),
                            ("server", "网站出错"),
                            ("size", "内容过大"),
                            ("protocol", "答复不合规范"),
                            ("redirects", "跳转次数过多"),
                            ("policy", "网址不在允许范围"),
                            ("content", "内容不予保存"),
                            ("off", "未开启抓取"),
                        ],
                        default="",
                        max_length=12,
                        verbose_name="出错种类",
                    ),
                ),
                ("why", models.CharField(blank=True, max_length=500, verbose_name="原因")),
                ("counts", models.BooleanField(default=True, help_text="本机没有网络时的失败不计", verbose_name="计入失败次数")),
                (
                    "seems_gone",
                    models.CharField(blank=True, help_text="答复正常而内容是“页面不存在”", max_length=100, verbose_name="疑似失效的字样"),
                ),
                ("share_gone", models.FloatField(default=0, help_text="原有文字中现在没有的，0 至 1", verbose_name="消失的比例")),
                ("share_new", models.FloatField(default=0, help_text="现有文字中原来没有的，0 至 1", verbose_name="新增的比例")),
                ("due_at", models.DateTimeField(blank=True, help_text="只有最近一次有", null=True, verbose_name="下次查看")),
            ],
            options={
                "verbose_name": "网页存档",
                "ordering": ("-taken_at", "-id"),
            },
        ),
        migrations.CreateModel(
            name="Fingerprint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("made_by", models.PositiveSmallIntegerField(verbose_name="算法版次")),
                ("length", models.PositiveIntegerField(help_text="只计文字和数字", verbose_name="字数")),
                (
                    "digest",
                    models.CharField(
                        blank=True,
                        db_index=True,
                        help_text="去掉空白和标点后的 SHA-256，过短的为空",
                        max_length=64,
                        verbose_name="文字摘要",
                    ),
                ),
                ("grams", models.BinaryField(help_text="每8字节一个散列值，从小到大", verbose_name="抽样")),
            ],
            options={
                "verbose_name": "文字指纹",
            },
        ),
        migrations.CreateModel(
            name="PicturePrint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("page", models.PositiveIntegerField(help_text="图片为0，扫描件从1起", verbose_name="页")),
                ("made_by", models.PositiveSmallIntegerField(verbose_name="算法版次")),
                ("picture", models.CharField(help_text="画面文件的 SHA-256", max_length=64, verbose_name="画面")),
                ("looks", models.JSONField(help_text="整幅和略裁后的画面各一个64位数；近乎空白的画面没有", verbose_name="感知散列")),
            ],
            options={
                "verbose_name": "画面指纹",
            },
        ),
        migrations.CreateModel(
            name="PublicCopy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("original_sha256", models.CharField(max_length=64, verbose_name="原件 SHA-256")),
                ("file_name", models.CharField(blank=True, max_length=255, verbose_name="文件名")),
                ("masks", models.JSONField(default=dict, verbose_name="遮盖内容")),
                ("preview", models.JSONField(default=dict, verbose_name="预览")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("making", "制作中"),
                            ("failed", "没有做成"),
                            ("drafted", "待批准"),
                            ("approved", "已批准"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="making",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("why", models.CharField(blank=True, help_text="没有做成或者撤回的原因", max_length=300, verbose_name="原因")),
                ("made_by", models.CharField(max_length=40, verbose_name="制作人")),
                ("made_by_id", models.BigIntegerField(verbose_name="制作人编号")),
                ("made_at", models.DateTimeField(auto_now_add=True, verbose_name="制作时间")),
                ("approved_by", models.CharField(blank=True, max_length=40, verbose_name="批准人")),
                ("approved_by_id", models.BigIntegerField(blank=True, null=True, verbose_name="批准人编号")),
                ("approved_at", models.DateTimeField(blank=True, null=True, verbose_name="批准时间")),
            ],
            options={
                "verbose_name": "脱敏公开副本",
                "ordering": ("-made_at", "-id"),
            },
        ),
        migrations.CreateModel(
            name="Signal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("family", models.CharField(max_length=20, verbose_name="检查")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("exact-copy", "内容完全相同"),
                            ("near-copy", "文字高度相似"),
                            ("near-picture", "图片近似"),
                            ("same-scan", "同一画面用于不同日期"),
                            ("made-late", "文件制作晚于所载日期"),
                            ("burst", "多期材料集中制作"),
                            ("date-differs", "成文日期与填报不一致"),
                            ("outside-cycle", "日期不在创建周期内"),
                            ("photo-elsewhere", "照片时间或地点可疑"),
                            ("author-differs", "作者或软件与单位不符"),
                            ("number-twice", "发文字号重复"),
                            ("number-order", "发文字号次序异常"),
                            ("seal-missing", "未见落款或印章线索"),
                            ("link-dead", "链接打不开"),
                            ("link-changed", "网页内容有变化"),
                            ("link-moved", "网页跳转到别处"),
                            ("personal", "含有个人信息"),
                        ],
                        max_length=20,
                        verbose_name="种类",
                    ),
                ),
                (
                    "severity",
                    models.CharField(
                        choices=[("note", "提示"), ("attention", "注意"), ("serious", "重要")], max_length=10, verbose_name="程度"
                    ),
                ),
                ("key", models.CharField(help_text="同一版本同一检查中唯一，重新检查时据此认出", max_length=120, verbose_name="标识")),
                ("said", models.CharField(max_length=500, verbose_name="理由")),
                ("facts", models.JSONField(default=dict, help_text="供页面展示的细节，形状由各项检查说明", verbose_name="依据")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "待处理"), ("explained", "可以解释"), ("upheld", "情况属实"), ("gone", "已不再出现")],
                        default="open",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("found_at", models.DateTimeField(auto_now_add=True, verbose_name="发现时间")),
                ("explanation", models.CharField(blank=True, max_length=500, verbose_name="单位说明")),
                ("explained_by", models.CharField(blank=True, max_length=40, verbose_name="说明人")),
                ("explained_at", models.DateTimeField(blank=True, null=True, verbose_name="说明时间")),
                ("remark", models.CharField(blank=True, max_length=500, verbose_name="处理意见")),
                ("decided_by", models.CharField(blank=True, max_length=40, verbose_name="处理人")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="处理时间")),
            ],
            options={
                "verbose_name": "信号",
                "ordering": ("-found_at", "-id"),
            },
        ),
        migrations.AddField(
            model_name="item",
            name="doc_number",
            field=models.CharField(blank=True, help_text="由人确认的字号，如金政发〔2025〕33号", max_length=60, verbose_name="发文字号"),
        ),
        migrations.AddField(
            model_name="item",
            name="issuer",
            field=models.CharField(blank=True, help_text="由人确认；联合发文的以顿号隔开", max_length=200, verbose_name="发文机关"),
        ),
        migrations.AddField(
            model_name="version",
            name="facts",
            field=models.JSONField(
                default=dict, help_text="形状见 evidence/documentfacts.py；只供确认，不改填报", verbose_name="正文中的要素"
            ),
        ),
        migrations.AddField(
            model_name="version",
            name="made",
            field=models.JSONField(default=dict, help_text="形状见 evidence/inside.py；空的是还没有读", verbose_name="文件自带信息"),
        ),
        migrations.AddField(
            model_name="version",
            name="made_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="文件最后保存时间"),
        ),
        migrations.AddField(
            model_name="version",
            name="made_by",
            field=models.CharField(blank=True, max_length=100, verbose_name="文件作者"),
        ),
        migrations.AddField(
            model_name="version",
            name="number_no",
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name="序号"),
        ),
        migrations.AddField(
            model_name="version",
            name="number_series",
            field=models.CharField(blank=True, help_text="机关代字和年份，如金政发〔2025〕", max_length=40, verbose_name="字号序列"),
        ),
        migrations.AddField(
            model_name="version",
            name="signed_on",
            field=models.DateField(blank=True, help_text="正文中读出的", null=True, verbose_name="成文日期"),
        ),
        migrations.AddIndex(
            model_name="version",
            index=models.Index(fields=["number_series", "number_no"], name="evidence_ve_number__950582_idx"),
        ),
        migrations.AddIndex(
            model_name="version",
            index=models.Index(fields=["made_at"], name="evidence_ve_made_at_a489bd_idx"),
        ),
        migrations.AddIndex(
            model_name="version",
            index=models.Index(fields=["made_by"], name="evidence_ve_made_by_b4d71d_idx"),
        ),
        migrations.AddField(
            model_name="boilerplate",
            name="area",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.unit", verbose_name="地区"),
        ),
        migrations.AddField(
            model_name="boilerplate",
            name="source",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.unit",
                verbose_name="来源单位",
            ),
        ),
        migrations.AddField(
            model_name="capture",
            name="compared_with",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="evidence.capture",
                verbose_name="对照的存档",
            ),
        ),
        migrations.AddField(
            model_name="capture",
            name="file",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="evidence.blob",
                verbose_name="链接指向的文件",
            ),
        ),
        migrations.AddField(
            model_name="capture",
            name="page",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="evidence.blob",
                verbose_name="可读副本",
            ),
        ),
        migrations.AddField(
            model_name="capture",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="captures", to="evidence.version", verbose_name="版本"
            ),
        ),
        migrations.AddField(
            model_name="capture",
            name="warc",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="evidence.blob",
                verbose_name="原样存档（WARC）",
            ),
        ),
        migrations.AddField(
            model_name="capture",
            name="words",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="evidence.blob",
                verbose_name="可读文字",
            ),
        ),
        migrations.AddField(
            model_name="fingerprint",
            name="version",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="fingerprint", to="evidence.version", verbose_name="版本"
            ),
        ),
        migrations.AddField(
            model_name="pictureprint",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="picture_prints", to="evidence.version", verbose_name="版本"
            ),
        ),
        migrations.AddField(
            model_name="publiccopy",
            name="blob",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="evidence.blob",
                verbose_name="副本内容",
            ),
        ),
        migrations.AddField(
            model_name="publiccopy",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="public_copies", to="evidence.version", verbose_name="版本"
            ),
        ),
        migrations.AddField(
            model_name="signal",
            name="item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="signals", to="evidence.item", verbose_name="材料"
            ),
        ),
        migrations.AddField(
            model_name="signal",
            name="other",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="named_in",
                to="evidence.version",
                verbose_name="对照版本",
            ),
        ),
        migrations.AddField(
            model_name="signal",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="signals", to="evidence.version", verbose_name="版本"
            ),
        ),
        migrations.AddIndex(
            model_name="capture",
            index=models.Index(fields=["version", "-taken_at"], name="evidence_ca_version_08dcc0_idx"),
        ),
        migrations.AddIndex(
            model_name="capture",
            index=models.Index(fields=["due_at"], name="evidence_ca_due_at_84b8c6_idx"),
        ),
        migrations.AddConstraint(
            model_name="pictureprint",
            constraint=models.UniqueConstraint(fields=("version", "page"), name="one_print_a_page"),
        ),
        migrations.AddConstraint(
            model_name="publiccopy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("approved_by_id", None), models.Q(("approved_by_id", models.F("made_by_id")), _negated=True), _connector="OR"
                ),
                name="copy_has_two_persons",
            ),
        ),
        migrations.AddConstraint(
            model_name="publiccopy",
            constraint=models.UniqueConstraint(condition=models.Q(("state", "approved")), fields=("version",), name="one_copy_in_force"),
        ),
        migrations.AddIndex(
            model_name="signal",
            index=models.Index(fields=["state", "kind"], name="evidence_si_state_92622e_idx"),
        ),
        migrations.AddIndex(
            model_name="signal",
            index=models.Index(fields=["item", "state"], name="evidence_si_item_id_c4dee3_idx"),
        ),
        migrations.AddConstraint(
            model_name="signal",
            constraint=models.UniqueConstraint(fields=("version", "family", "key"), name="one_signal_a_key"),
        ),
        migrations.CreateModel(
            name="BoilerplateGram",
            fields=[
                ("pk", models.CompositePrimaryKey("hash", "boilerplate_id", blank=True, editable=False, primary_key=True, serialize=False)),
                ("hash", models.BigIntegerField()),
                (
                    "boilerplate",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="evidence.boilerplate"),
                ),
            ],
            options={
                "verbose_name": "通用文字散列",
            },
        ),
        migrations.CreateModel(
            name="Gram",
            fields=[
                ("pk", models.CompositePrimaryKey("hash", "fingerprint_id", blank=True, editable=False, primary_key=True, serialize=False)),
                ("hash", models.BigIntegerField()),
                (
                    "fingerprint",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="evidence.fingerprint"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="people.unit"),
                ),
            ],
            options={
                "verbose_name": "指纹抽样",
            },
        ),
        migrations.CreateModel(
            name="PictureBand",
            fields=[
                ("pk", models.CompositePrimaryKey("band", "picture_id", blank=True, editable=False, primary_key=True, serialize=False)),
                ("band", models.IntegerField(help_text="哪一幅、第几段、段值")),
                ("looks", models.BigIntegerField()),
                (
                    "picture",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="evidence.pictureprint"
                    ),
                ),
            ],
            options={
                "verbose_name": "画面散列段",
            },
        ),
    ]
