"""Small files of every kind, made byte by byte, and some that must not come in."""

import io
import struct
import zipfile

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
SECTOR = 512
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def archive(entries: dict[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", method) as packed:
        for name, text in entries.items():
            packed.writestr(name, text)
    return content.getvalue()


def office(part: str, **more: bytes) -> bytes:
    return archive({"[Content_Types].xml": b"<Types/>", part: b"<x/>", **more})


DOCX, XLSX, PPTX = (office(part) for part in ("word/document.xml", "xl/workbook.xml", "ppt/presentation.xml"))
DOCM = office("word/document.xml", **{"word/vbaProject.bin": b"macro"})
HWPX = archive({"mimetype": b"application/hwp+zip", "Contents/content.hpf": b"<x/>"})
ZIP = archive({"사진/하나.jpg": b"\xff\xd8\xff"})


def encrypted_zip() -> bytes:
    plain = bytearray(ZIP)
    for magic, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        plain[plain.index(magic) + at] |= 1
    return bytes(plain)


def overlapping_zip() -> bytes:
    """Two entries of the directory that point at the same place."""
    packed = bytearray(archive({"a": b"a" * 100, "b": b"b" * 100}, method=zipfile.ZIP_STORED))
    second = packed.index(b"PK\x01\x02", packed.index(b"PK\x01\x02") + 4)
    packed[second + 42 : second + 46] = struct.pack("<I", 10)
    return bytes(packed)


def swelling_zip() -> bytes:
    return archive({"a.txt": b"\0" * (60 << 20)})


def compound(streams: dict[str, bytes]) -> bytes:
    """Return a compound file (MS-CFB, version 3) whose streams are padded to 4,096 bytes each.

    So none of them lies in the mini stream; one sector of the allocation table is enough.
    """
    names = ["Root Entry", *streams]
    directory_sectors = -(-len(names) * 128 // SECTOR)
    first, chains, bodies = 1 + directory_sectors, [], b""
    for text in streams.values():
        body = text.ljust(4096, b"\0")
        chains.append((first + len(bodies) // SECTOR, len(body)))
        bodies += body
    fat = [FAT, *_chain(1, directory_sectors)]
    for start, size in chains:
        fat += _chain(start, size // SECTOR)
    fat += [FREE] * (SECTOR // 4 - len(fat))
    numbers = (0, 1, 1, 0, 4096, END, 0, END, 0)  # from the directory's sectors to those of the tables
    magic, versions = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", (0x3E, 3, 0xFFFE, 9, 6)
    header = struct.pack("<8s16x5H6x9I", magic, *versions, *numbers)
    header += struct.pack("<109I", 0, *[FREE] * 108)
    entries = _entry("Root Entry", 5, child=1, start=END, size=0)
    for at, (name, (start, size)) in enumerate(zip(streams, chains, strict=True), start=1):
        entries += _entry(name, 2, right=at + 1 if at < len(streams) else FREE, start=start, size=size)
    entries = entries.ljust(directory_sectors * SECTOR, b"\0")
    return header + struct.pack(f"<{SECTOR // 4}I", *fat) + entries + bodies


def _chain(start: int, length: int) -> list[int]:
    return [*range(start + 1, start + length), END]


def _entry(name: str, kind: int, *, start: int, size: int, child: int = FREE, right: int = FREE) -> bytes:
    text = (name + "\0").encode("utf-16-le")
    return (
        text.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(text), kind, 1, FREE, right, child)
        + b"\0" * 36
        + struct.pack("<IQ", start, size)
    )


HWP = compound({"FileHeader": b"HWP Document File\0", "DocInfo": b"x", "BodyText": b"x"})
DOC = compound({"WordDocument": b"x", "1Table": b"x"})
DOC_WITH_MACRO = compound({"WordDocument": b"x", "_VBA_PROJECT": b"x"})
LOCKED_DOCX = compound({"EncryptionInfo": b"x", "EncryptedPackage": b"x"})
XLS = compound({"Workbook": b"x"})
PPT = compound({"PowerPoint Document": b"x"})
