"""Files as people bring them, made in a test, and archives as nobody should."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from moviediary import sources
from moviediary.sheets.contents import Contents, opened
from moviediary.sources.lines import How, Line

ASKED = How()


def brought(data: bytes | str, name: str = "films.csv") -> Contents:
    return opened(io.BytesIO(data.encode() if isinstance(data, str) else data), name)


def zipped(files: Mapping[str, bytes | str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def read(source: str, data: bytes | str, name: str = "films.csv", how: How = ASKED) -> list[Line]:
    """The lines of a file as a source reads it."""
    return list(sources.read(source, brought(data, name), how))


@dataclass(frozen=True)
class Packed:
    """A member of an archive, and what the archive says of it."""

    name: str
    data: bytes = b""
    told_size: int | None = None
    flags: int = 0
    mode: int = 0o100644
    method: int = 8
    # Instead of `data`, already packed.
    packed: bytes | None = None


def archive_of(members: Iterable[Packed]) -> bytes:
    """A ZIP that says of its members what it is told to say."""
    body, directory, count = b"", b"", 0
    for member in members:
        packed = member.packed if member.packed is not None else _deflated(member.data)
        told = len(member.data) if member.told_size is None else member.told_size
        name = member.name.encode()
        head = struct.pack(
            "<HHHHHIIIHH", 20, member.flags, member.method, 0, 33, zlib.crc32(member.data), len(packed), told, len(name), 0
        )
        directory += b"PK\x01\x02" + struct.pack("<H", 0x0314) + head
        directory += struct.pack("<HHHII", 0, 0, 0, member.mode << 16, len(body)) + name
        body += b"PK\x03\x04" + head + name + packed
        count += 1
    end = struct.pack("<HHHHIIH", 0, 0, count & 0xFFFF, count & 0xFFFF, len(directory), len(body), 0)
    return body + directory + b"PK\x05\x06" + end


def _deflated(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def xlsx(sheets: Mapping[str, Sequence[Sequence[str | float]]], cells: str = "") -> bytes:
    """A workbook of sheets of rows; `cells` is XML at the end of each sheet."""
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    names = "".join(
        f'<sheet name="{escape(name)}" sheetId="{number}" r:id="r{number}"/>' for number, name in enumerate(sheets, 1)
    )
    links = "".join(
        f'<Relationship Id="r{number}" Type="{office}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in range(1, len(sheets) + 1)
    )
    files = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"></Types>',
        "_rels/.rels": (
            f'<Relationships xmlns="{package}/relationships">'
            f'<Relationship Id="r1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ),
        "xl/workbook.xml": f'<workbook {main} xmlns:r="{office}"><sheets>{names}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">{links}</Relationships>',
        # The second format of cells is that of days.
        "xl/styles.xml": f'<styleSheet {main}><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>',
    }
    for number, rows in enumerate(sheets.values(), 1):
        written = "".join(f'<row r="{place}">{_cells(row)}</row>' for place, row in enumerate(rows, 1) if row)
        files[f"xl/worksheets/sheet{number}.xml"] = f"<worksheet {main}><sheetData>{written}{cells}</sheetData></worksheet>"
    return zipped(files)


class Day(int):
    """A day as spreadsheets count them."""


def _cells(row: Sequence[str | float]) -> str:
    found = ""
    for cell in row:
        if isinstance(cell, Day):
            found += f'<c s="1"><v>{int(cell)}</v></c>'
        elif isinstance(cell, str):
            found += f'<c t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
        else:
            found += f"<c><v>{cell}</v></c>"
    return found


def ods(rows: str) -> bytes:
    """A workbook of one sheet, Films, of rows of XML."""
    spaces = "".join(f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text"))
    table = f'<table:table table:name="Films">{rows}</table:table>'
    body = f"<office:body><office:spreadsheet>{table}</office:spreadsheet></office:body>"
    content = f"<office:document-content{spaces}>{body}</office:document-content>"
    mimetype = "application/vnd.oasis.opendocument.spreadsheet"
    return zipped({"mimetype": mimetype, "content.xml": content, "META-INF/manifest.xml": "<x/>"})
