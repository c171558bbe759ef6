"""OFD files after the structure of GB/T 33190-2016, made when a test needs them."""

from evidence import files

SPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def ofd_file(*contents, box="0 0 210 297", extra=None, seals=0, common="", after="", pages=None):
    """A file of one body; each content is the inside of a page's <ofd:Layer>, or a whole <ofd:Page> beginning with “<ofd:Page”."""
    parts = {}
    for number, content in enumerate(contents):
        inside = content if content.startswith("<ofd:Page") else page(content)
        parts[f"Doc_0/Pages/Page_{number}/Content.xml"] = inside
    listed = (
        pages
        if pages is not None
        else "".join(f'<ofd:Page ID="{100 + number}" BaseLoc="Pages/Page_{number}/Content.xml"/>' for number in range(len(contents)))
    )
    document = (
        f"<ofd:Document {SPACE}><ofd:CommonData><ofd:MaxUnitID>999</ofd:MaxUnitID><ofd:PageArea><ofd:PhysicalBox>{box}</ofd:PhysicalBox>"
        f"</ofd:PageArea>{common}</ofd:CommonData><ofd:Pages>{listed}</ofd:Pages>{after}</ofd:Document>"
    )
    signatures = "".join(f'<ofd:Signature ID="s{n}" BaseLoc="Sign_{n}/Signature.xml"/>' for n in range(seals))
    root = (
        f'<?xml version="1.0" encoding="UTF-8"?><ofd:OFD {SPACE} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo>'
        f"<ofd:DocID>0</ofd:DocID></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>"
        + ("<ofd:Signatures>/Doc_0/Signs/Signatures.xml</ofd:Signatures>" if seals else "")
        + "</ofd:DocBody></ofd:OFD>"
    )
    parts = {"OFD.xml": root, "Doc_0/Document.xml": document, **parts, **(extra or {})}
    if seals:
        parts["Doc_0/Signs/Signatures.xml"] = f"<ofd:Signatures {SPACE}>{signatures}</ofd:Signatures>"
    return files.zip_file(parts)


def page(layer, before=""):
    return f'<ofd:Page {SPACE}>{before}<ofd:Content><ofd:Layer ID="1">{layer}</ofd:Layer></ofd:Content></ofd:Page>'


def text(words, x, y, size=5, delta=None, inside="", **how):
    """A text object whose base line begins at (x, y)."""
    said = "".join(f' {key}="{value}"' for key, value in how.items())
    spread = f' DeltaX="{delta}"' if delta is not None else ""
    return (
        f'<ofd:TextObject ID="2" Boundary="{x} {y - size} 150 {size + 2}" Font="3" Size="{size}"{said}>{inside}'
        f'<ofd:TextCode X="0" Y="{size}"{spread}>{words}</ofd:TextCode></ofd:TextObject>'
    )


def line(x, y, to_x, to_y, width=0.5, colour="200 0 0"):
    return (
        f'<ofd:PathObject ID="5" Boundary="0 0 210 297" LineWidth="{width}"><ofd:StrokeColor Value="{colour}"/>'
        f"<ofd:AbbreviatedData>M {x} {y} L {to_x} {to_y}</ofd:AbbreviatedData></ofd:PathObject>"
    )


def picture(x, y, width, height, resource="7"):
    return f'<ofd:ImageObject ID="6" Boundary="{x} {y} {width} {height}" CTM="{width} 0 0 {height} 0 0" ResourceID="{resource}"/>'


def resources(name, key="7"):
    """A DocumentRes part that names one picture."""
    return (
        f'<ofd:Res {SPACE} BaseLoc="Res"><ofd:MultiMedias><ofd:MultiMedia ID="{key}" Type="Image"><ofd:MediaFile>{name}</ofd:MediaFile>'
        "</ofd:MultiMedia></ofd:MultiMedias></ofd:Res>"
    )
