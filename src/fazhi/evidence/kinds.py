"""The kinds of file that are taken in: media type, usual extension, name in Chinese and how each is shown."""

from dataclasses import dataclass


@dataclass(frozen=True)
class FileKind:
    """One kind. `group` is file, image, video or audio; `others` are extensions that mean the same kind."""

    media_type: str
    extension: str
    label: str
    group: str = "file"
    others: tuple[str, ...] = ()

    @property
    def extensions(self) -> tuple[str, ...]:
        return (self.extension, *self.others)


_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."

PDF = FileKind("application/pdf", "pdf", "PDF")
DOCX = FileKind(_OOXML + "wordprocessingml.document", "docx", "Word 文档", others=("wps",))
XLSX = FileKind(_OOXML + "spreadsheetml.sheet", "xlsx", "Excel 表格", others=("et",))
PPTX = FileKind(_OOXML + "presentationml.presentation", "pptx", "演示文稿", others=("ppsx", "dps"))
DOC = FileKind("application/msword", "doc", "旧版 Word 文档", others=("wps",))
XLS = FileKind("application/vnd.ms-excel", "xls", "旧版 Excel 表格", others=("et",))
PPT = FileKind("application/vnd.ms-powerpoint", "ppt", "旧版演示文稿", others=("dps", "pps"))
ODT = FileKind(_ODF + "text", "odt", "ODF 文字文档")
ODS = FileKind(_ODF + "spreadsheet", "ods", "ODF 表格")
ODP = FileKind(_ODF + "presentation", "odp", "ODF 演示文稿")
OFD = FileKind("application/ofd", "ofd", "OFD 版式文件")
TXT = FileKind("text/plain", "txt", "文本", others=("text", "md", "log"))
CSV = FileKind("text/csv", "csv", "CSV 表格")

PNG = FileKind("image/png", "png", "PNG 图片", "image")
JPG = FileKind("image/jpeg", "jpg", "JPEG 图片", "image", ("jpeg", "jpe", "jfif"))
GIF = FileKind("image/gif", "gif", "GIF 图片", "image")
WEBP = FileKind("image/webp", "webp", "WebP 图片", "image")
BMP = FileKind("image/bmp", "bmp", "BMP 图片", "image", ("dib",))
TIFF = FileKind("image/tiff", "tif", "TIFF 图片", "image", ("tiff",))
HEIC = FileKind("image/heic", "heic", "HEIC 图片", "image", ("heif", "hif"))
AVIF = FileKind("image/avif", "avif", "AVIF 图片", "image")

MP4 = FileKind("video/mp4", "mp4", "MP4 视频", "video", ("m4v",))
MOV = FileKind("video/quicktime", "mov", "MOV 视频", "video", ("qt",))
WEBM = FileKind("video/webm", "webm", "WebM 视频", "video")
MKV = FileKind("video/x-matroska", "mkv", "MKV 视频", "video")
AVI = FileKind("video/x-msvideo", "avi", "AVI 视频", "video")
WMV = FileKind("video/x-ms-wmv", "wmv", "WMV 视频", "video", ("asf",))
FLV = FileKind("video/x-flv", "flv", "FLV 视频", "video")
MPG = FileKind("video/mpeg", "mpg", "MPEG 视频", "video", ("mpeg", "vob"))
TGP = FileKind("video/3gpp", "3gp", "3GP 视频", "video")

MP3 = FileKind("audio/mpeg", "mp3", "MP3 录音", "audio")
M4A = FileKind("audio/mp4", "m4a", "M4A 录音", "audio")
WAV = FileKind("audio/wav", "wav", "WAV 录音", "audio")
AMR = FileKind("audio/amr", "amr", "AMR 录音", "audio")

KINDS = (
    *(PDF, DOCX, XLSX, PPTX, DOC, XLS, PPT, ODT, ODS, ODP, OFD, TXT, CSV),
    *(PNG, JPG, GIF, WEBP, BMP, TIFF, HEIC, AVIF),
    *(MP4, MOV, WEBM, MKV, AVI, WMV, FLV, MPG, TGP),
    *(MP3, M4A, WAV, AMR),
)
BY_MEDIA_TYPE = {kind.media_type: kind for kind in KINDS}
ACCEPTED = "PDF、Word、Excel、演示文稿、WPS、OFD、文本、图片、视频和录音"


def group_of(media_type: str) -> str:
    """file, image, video or audio."""
    kind = BY_MEDIA_TYPE.get(media_type)
    return kind.group if kind else "file"


class FileRefused(Exception):
    """The content of a file is not taken in; the message says what, why and what to do next."""


@dataclass(frozen=True)
class Verdict:
    """What a file is. `name` has the extension that fits the content; `note` says what was corrected, or is empty."""

    media_type: str
    extension: str
    name: str
    note: str = ""

    @property
    def group(self) -> str:
        """file, image, video or audio."""
        return group_of(self.media_type)
