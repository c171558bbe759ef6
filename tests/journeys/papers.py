"""Files as a liaison has them on the desk, and what another program says about a report."""

import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import docx
from PIL import Image

from evidence.files import docx_file, pdf_file, picture_file

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def three_files(folder: Path) -> list[Path]:
    """A Word file, a PDF and a picture, with Chinese names."""
    contents = {
        "关于印发年度工作要点的通知.docx": docx_file("关于印发年度工作要点的通知", "全面推行清单管理，按月调度。"),
        "工作要点落实情况.pdf": pdf_file("工作要点落实情况", "落实情况表"),
        "现场照片.png": picture_file("PNG", (640, 480)),
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in contents]


def large_picture(path: Path) -> Path:
    """A picture of some 17 MB, that is of three pieces: noise does not become smaller."""
    Image.effect_noise((4200, 4200), 80).save(path, compress_level=0)
    return path


def layout(path: Path) -> dict:
    """The report as python-docx reads it: paper and margins in millimetres, the fonts and sizes that its text uses."""
    document = docx.Document(str(path))
    section = document.sections[0]
    sizes = {run.font.size.pt for paragraph in document.paragraphs for run in paragraph.runs if run.font.size}
    with zipfile.ZipFile(path) as archive:
        body = archive.read("word/document.xml").decode() + archive.read("word/styles.xml").decode()
    return {
        "paper": (round(section.page_width.mm), round(section.page_height.mm)),
        "margins": tuple(round(side.mm) for side in (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)),
        "fonts": set(re.findall(r'w:eastAsia="([^"]+)"', body)),
        "sizes": sizes,
        "text": "\n".join(paragraph.text for paragraph in document.paragraphs),
    }


def printed(path: Path, folder: Path) -> Path | None:
    """The report as LibreOffice prints it; None where that is not installed."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        return None
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [program, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return folder / f"{path.stem}.pdf"
