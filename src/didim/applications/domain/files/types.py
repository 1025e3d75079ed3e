"""Which kinds of files are let in: their endings, how they are served, and what people call them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class FileType:
    """A kind of file: its ending without the dot, its media type, and its name."""

    ending: str
    content_type: str
    name: "str | Promise"


_OFFICE = "application/vnd.openxmlformats-officedocument"
TYPES = {
    kind.ending: kind
    for kind in (
        FileType("pdf", "application/pdf", "PDF"),
        FileType("hwp", "application/x-hwp", _("한글(HWP)")),
        FileType("hwpx", "application/hwp+zip", _("한글(HWPX)")),
        FileType("docx", f"{_OFFICE}.wordprocessingml.document", _("워드(DOCX)")),
        FileType("xlsx", f"{_OFFICE}.spreadsheetml.sheet", _("엑셀(XLSX)")),
        FileType("pptx", f"{_OFFICE}.presentationml.presentation", _("파워포인트(PPTX)")),
        FileType("doc", "application/msword", _("워드(DOC)")),
        FileType("xls", "application/vnd.ms-excel", _("엑셀(XLS)")),
        FileType("ppt", "application/vnd.ms-powerpoint", _("파워포인트(PPT)")),
        FileType("jpg", "image/jpeg", _("사진(JPG)")),
        FileType("png", "image/png", _("그림(PNG)")),
        FileType("gif", "image/gif", _("그림(GIF)")),
        FileType("webp", "image/webp", _("그림(WebP)")),
        FileType("tif", "image/tiff", _("그림(TIFF)")),
        FileType("mp4", "video/mp4", _("동영상(MP4)")),
        FileType("zip", "application/zip", _("압축 파일(ZIP)")),
        FileType("txt", "text/plain", _("글(TXT)")),
        FileType("csv", "text/csv", _("표(CSV)")),
    )
}
SAME_AS = {"jpeg": "jpg", "tiff": "tif"}
# Made to carry macros; the same document saved without them is let in.
WITH_MACROS = {"docm": "docx", "dotm": "docx", "xlsm": "xlsx", "xltm": "xlsx", "xlsb": "xlsx", "pptm": "pptx"}
# What a computer runs: also refused inside an archive.
RUN = frozenset(
    (
        "apk",
        "app",
        "bat",
        "bin",
        "cmd",
        "com",
        "cpl",
        "dll",
        "dmg",
        "exe",
        "gadget",
        "hta",
        "inf",
        "iso",
        "jar",
        "js",
        "jse",
        "lnk",
        "msc",
        "msi",
        "msp",
        "pif",
        "ps1",
        "py",
        "reg",
        "scr",
        "sh",
        "svg",
        "sys",
        "vb",
        "vbe",
        "vbs",
        "wsf",
        "wsh",
    )
)
ARCHIVES = frozenset(("zip", "7z", "rar", "alz", "egg", "gz", "tar", "tgz", "bz2", "xz", "zst", "cab"))


def ending_of(name: str) -> str:
    """Return the ending of a file's name in small letters ("" for none); jpeg is jpg."""
    _stem, dot, ending = name.rpartition(".")
    ending = ending.strip().lower() if dot else ""
    return SAME_AS.get(ending, ending)
