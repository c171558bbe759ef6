"""The words of OFD pages in the order people read them: line by line from the top, from left to right within a line."""

from collections.abc import Iterator
from pathlib import Path

from .document import Document, Page, Words

MOST_PAGES = 3000
GAP = 0.8  # of the size of the letters, from which words of one line are parted by a space


def words_of(path: Path) -> Iterator[str]:
    """A page at a time, then what has to be said of the seals."""
    document = Document(path)
    try:
        for at in range(min(len(document), MOST_PAGES)):
            yield page_words(document.page(at)) + "\n"
        if document.seals:
            yield f"含电子签章{document.seals}个（未验签）\n"
    finally:
        document.close()


def page_words(page: Page) -> str:
    pieces = sorted((each for each in page.objects if isinstance(each, Words)), key=lambda each: each.places[0][1])
    lines: list[list[Words]] = []
    for piece in pieces:
        if lines and abs(piece.places[0][1] - lines[-1][0].places[0][1]) <= max(piece.size, lines[-1][0].size) / 2:
            lines[-1].append(piece)
        else:
            lines.append([piece])
    return "\n".join(filter(None, map(_line, lines)))


def _line(pieces: list[Words]) -> str:
    text, end = "", None
    for piece in sorted(pieces, key=lambda each: each.places[0][0]):
        if end is not None and piece.places[0][0] - end > GAP * piece.size:
            text += " "
        text += piece.text
        last = piece.text[-1:]
        end = piece.places[-1][0] + piece.size * (1 if ord(last) > 0x2E7F else 0.5)
    return text.strip()
