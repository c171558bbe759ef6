"""Why evidence refuses: each message says what, why and what to do next, each class its HTTP status."""

from fazhi.people.actor import Refused


class EvidenceRefused(Refused):
    """Something about evidence cannot be done."""

    status = 422


class UploadRefused(EvidenceRefused):
    """An upload cannot begin or go on."""


class UploadTooLarge(UploadRefused):
    """More bytes than the installation takes, or than the upload announced."""

    status = 413


class UploadNotFound(EvidenceRefused):
    """There is no such upload of this person, or not any more."""

    status = 404

    def __init__(self) -> None:
        super().__init__("找不到这次上传：可能已归入材料、已取消，或超过7天没有续传而被清理。请重新选择文件上传。")


class OffsetMismatch(EvidenceRefused):
    """The next bytes do not join on to those received; `offset` is where to go on."""

    status = 409

    def __init__(self, offset: int) -> None:
        super().__init__(f"续传位置不对：已收到{offset}字节，请从这里接着传。")
        self.offset = offset


class UploadBusy(EvidenceRefused):
    """Another request is writing to the same upload."""

    status = 423

    def __init__(self) -> None:
        super().__init__("这个文件的另一段正在接收，请稍等几秒再续传。")


class DiskFull(UploadRefused):
    """The server has no room; what was received stays."""

    status = 507


class ItemRefused(EvidenceRefused):
    """An item cannot be made or changed in this way."""


class ContentLost(EvidenceRefused):
    """The database knows the content, the storage does not."""

    status = 500
