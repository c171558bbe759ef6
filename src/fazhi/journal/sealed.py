"""The journal's tables of seals: leaves, tree, signed checkpoints, their time stamps and anchors, and the shapes of digests."""

from datetime import UTC

from django.db import models

from .appending import Appended


class Leaf(Appended):
    """An entry under seal: its number in the order of sealing, from 0, and the hash of its leaf (RFC 6962, section 2.1).

    No foreign key: an entry that somebody took away must leave its leaf behind. The mark is made with the installation's
    journal key, so that a leaf row written by hand is told from one that the program wrote.
    """

    number = models.BigIntegerField("序号", primary_key=True)
    entry_id = models.BigIntegerField("日志条目", unique=True)
    hash = models.BinaryField("叶值")
    mark = models.BinaryField("标记")

    class Meta:
        verbose_name = "封存的条目"

    def __str__(self) -> str:
        return f"第 {self.number + 1} 条"


class Node(Appended):
    """The hash of a full subtree of 256 leaves, 65,536 leaves and so on; `place` is level × 2^48 + number from the left."""

    place = models.BigIntegerField("位置", primary_key=True)
    hash = models.BinaryField("摘要")

    class Meta:
        verbose_name = "封存树的节点"

    def __str__(self) -> str:
        return f"{self.place >> 48}/{self.place & (1 << 48) - 1}"


class Checkpoint(Appended):
    """The signed root over the first `size` leaves."""

    size = models.BigIntegerField("条数", primary_key=True)
    root = models.CharField("根", max_length=64)
    at = models.DateTimeField("时间", db_index=True)
    origin = models.CharField("出处", max_length=200)
    algorithm = models.CharField("签名算法", max_length=20)
    public_key = models.CharField("公钥", max_length=200)
    signature = models.CharField("签名", max_length=300)

    class Meta:
        verbose_name = "检查点"
        ordering = ("-size",)

    def __str__(self) -> str:
        return f"前 {self.size} 条"

    @property
    def at_text(self) -> str:
        """The moment as it is signed: ISO 8601, UTC, whole seconds."""
        return self.at.astimezone(UTC).isoformat(timespec="seconds")

    @property
    def message(self) -> bytes:
        """What the signature is over."""
        return f"fazhi-checkpoint/1\n{self.origin}\n{self.size}\n{self.root}\n{self.at_text}\n".encode()

    @property
    def fingerprint(self) -> str:
        """The first sixteen digits of the public key, in fours, for people to compare."""
        return " ".join(self.public_key[at : at + 4] for at in range(0, 16, 4))


class Stamped(Appended):
    """A time stamp of an authority (RFC 3161) over the bytes of a checkpoint."""

    checkpoint = models.ForeignKey(Checkpoint, models.PROTECT, related_name="stamps")
    at = models.DateTimeField("时间")
    authority = models.CharField("时间戳服务", max_length=300)
    query = models.BinaryField("请求")
    reply = models.BinaryField("应答")
    certificate = models.TextField("证书")

    class Meta:
        verbose_name = "时间戳"

    def __str__(self) -> str:
        return f"{self.authority} {self.at}"


class Anchored(Appended):
    """A checkpoint that was written to the anchor folder."""

    checkpoint = models.ForeignKey(Checkpoint, models.PROTECT, related_name="anchors")
    at = models.DateTimeField("时间")
    folder = models.CharField("存放处", max_length=500)

    class Meta:
        verbose_name = "留存"

    def __str__(self) -> str:
        return self.folder


class Shape(Appended):
    """The fields that digests of a kind were taken of at some time; `mark` names them in `Touched.shape`."""

    mark = models.CharField(max_length=16, primary_key=True)
    kind = models.CharField(max_length=60)
    names = models.JSONField()

    def __str__(self) -> str:
        return f"{self.kind} {self.mark}"
