"""A PDF that holds pictures alone (ISO 32000-1, 7.5): no words, no makers, no dates; written page by page."""

from typing import BinaryIO

LONG_SIDE = 842.0  # points; the longer side of A4, to which every page is scaled


class PicturePdf:
    """Add JPEG pictures, each a page, then close."""

    def __init__(self, out: BinaryIO):
        self._out = out
        self._places: dict[int, int] = {}
        self._pages: list[int] = []
        out.write(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")

    def add(self, jpeg: bytes, size: tuple[int, int]) -> None:
        """One page of the picture's shape; `size` is in pixels."""
        scale = LONG_SIDE / max(size)
        width, height = (round(side * scale, 2) for side in size)
        picture = 3 + 3 * len(self._pages)
        self._object(picture, self._stream(_IMAGE % (*size, len(jpeg)), jpeg))
        drawing = b"q %.2f 0 0 %.2f 0 0 cm /P Do Q" % (width, height)
        self._object(picture + 1, self._stream(b"<</Length %d>>" % len(drawing), drawing))
        page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %.2f %.2f]/Resources<</XObject<</P %d 0 R>>>>/Contents %d 0 R>>"
        self._object(picture + 2, page % (width, height, picture, picture + 1))
        self._pages.append(picture + 2)

    def close(self) -> None:
        kids = b" ".join(b"%d 0 R" % page for page in self._pages)
        self._object(2, b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, len(self._pages)))
        self._object(1, b"<</Type/Catalog/Pages 2 0 R>>")
        start, count = self._out.tell(), len(self._places) + 1
        table = b"".join(b"%010d 00000 n \n" % self._places[number] for number in range(1, count))
        self._out.write(b"xref\n0 %d\n0000000000 65535 f \n%s" % (count, table))
        self._out.write(b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (count, start))

    def _object(self, number: int, content: bytes) -> None:
        self._places[number] = self._out.tell()
        self._out.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))

    @staticmethod
    def _stream(head: bytes, data: bytes) -> bytes:
        return head + b"\nstream\n" + data + b"\nendstream"


_IMAGE = b"<</Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode/Length %d>>"
