"""文件类型: what a content is, told by its first bytes and, for office files, by the archive's directory.

Pure: bytes in, a kind out. Nothing is unpacked.
"""

import io
import unicodedata
import zipfile
from dataclasses import dataclass
from enum import StrEnum

LONGEST_UNPACKED = 200 * 1024 * 1024
MOST_PARTS = 5_000


class MediaType(StrEnum):
    """文件类型: the kinds of file that are kept."""

    PDF = "application/pdf"
    PNG = "image/png"
    JPEG = "image/jpeg"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    TEXT = "text/plain"


EXTENSIONS = {
    MediaType.PDF: ".pdf",
    MediaType.PNG: ".png",
    MediaType.JPEG: ".jpg",
    MediaType.DOCX: ".docx",
    MediaType.XLSX: ".xlsx",
    MediaType.TEXT: ".txt",
}
_BEGINNINGS = ((b"%PDF-", MediaType.PDF), (b"\x89PNG\r\n\x1a\n", MediaType.PNG), (b"\xff\xd8\xff", MediaType.JPEG))
_MAIN_PARTS = {"word/document.xml": MediaType.DOCX, "xl/workbook.xml": MediaType.XLSX}
_ZIP = b"PK\x03\x04"
_MACROS = "vbaproject.bin"
_TEXT_ENCODINGS = ("utf-8-sig", "gb18030")
_PRINTABLE_CONTROLS = "\n\r\t\f"


@dataclass(frozen=True, slots=True)
class Recognized:
    """``media_type`` is None for what is not kept; ``oversized``: an archive that would burst when unpacked."""

    media_type: MediaType | None
    oversized: bool = False


def recognize(content: bytes) -> Recognized:
    """Which kind of file the content is."""
    for beginning, media_type in _BEGINNINGS:
        if content.startswith(beginning):
            return Recognized(media_type)
    if content.startswith(_ZIP):
        return _office_file(content)
    return Recognized(MediaType.TEXT if _is_text(content) else None)


def _office_file(content: bytes) -> Recognized:
    """Only the archive's directory is read: a small file can unpack to hundreds of megabytes."""
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except zipfile.BadZipFile:
        return Recognized(None)
    names = {part.filename for part in parts}
    kind = next((media_type for name, media_type in _MAIN_PARTS.items() if name in names), None)
    if kind is None or "[Content_Types].xml" not in names or any(n.lower().endswith(_MACROS) for n in names):
        return Recognized(None)
    oversized = len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LONGEST_UNPACKED
    return Recognized(kind, oversized)


def _is_text(content: bytes) -> bool:
    for encoding in _TEXT_ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return all(c in _PRINTABLE_CONTROLS or unicodedata.category(c) not in ("Cc", "Cn", "Co") for c in text)
    return False
