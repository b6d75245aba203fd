"""Papers: what is kept and what is refused, and who gets them back."""

import hashlib
import io
import resource
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cases.models import CaseDocument
from core import clock
from documents.errors import CannotKeep, DangerousArchive, DigestMismatch, EmptyFile, FileTooLarge, WrongFileType
from documents.media_types import MediaType, recognize
from documents.models import Document, StoredFile
from documents.selectors import content_of, path_of
from documents.services import check, safe_file_name, store
from tests.factories import make_capacity, make_jurisdiction, make_organization, moment
from tests.stage_set import Scene, set_the_stage

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20
JPEG = b"\xff\xd8\xff\xe0" + b"\x00" * 20


def archive(*names: str, content: bytes = b"<x/>") -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in names:
            packed.writestr(name, content)
    return target.getvalue()


def claiming(size: int) -> bytes:
    """A small .docx whose directory says that one part unpacks to ``size`` bytes."""
    plain = archive("[Content_Types].xml", "word/document.xml")
    at = plain.rindex(b"PK\x01\x02")
    return plain[: at + 24] + struct.pack("<I", size) + plain[at + 28 :]


DOCX = archive("[Content_Types].xml", "word/document.xml")
XLSX = archive("[Content_Types].xml", "xl/workbook.xml")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF, MediaType.PDF),
        (PNG, MediaType.PNG),
        (JPEG, MediaType.JPEG),
        (DOCX, MediaType.DOCX),
        (XLSX, MediaType.XLSX),
        ("各部门意见\r\n".encode(), MediaType.TEXT),
        ("各部门意见".encode("gb18030"), MediaType.TEXT),
        (b"MZ\x90\x00" + b"\x00" * 60, None),
        (b"\x7fELF" + b"\x00" * 20, None),
        (archive("readme.txt"), None),
        (archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), None),
        (b"PK\x03\x04 broken", None),
        (zlib.compress(b"x" * 100), None),
    ],
)
def test_the_content_counts_and_not_the_name(content: bytes, kind: MediaType | None) -> None:
    assert recognize(content).media_type == kind


def test_an_office_file_that_would_burst_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(DangerousArchive):
        check(content=claiming(300 * 1024 * 1024), file_name="bomb.docx")
    assert check(content=claiming(1024), file_name="fine.docx") is MediaType.DOCX


@pytest.mark.parametrize(
    ("content", "error", "words"),
    [
        (b"", EmptyFile, "意见.pdf"),
        (b"MZ\x00\x01", WrongFileType, "PDF"),
        (PDF + b" " * 2048, FileTooLarge, "意见.pdf"),
    ],
)
def test_what_is_refused_names_the_file_and_the_rule(content: bytes, error: Any, words: str, settings: Any) -> None:
    settings.DINGFEN_MAX_UPLOAD = 1024
    with pytest.raises(error) as caught:
        check(content=content, file_name="意见.pdf")
    assert words in caught.value.text()
    assert caught.value.field == "file"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("意见.pdf", "意见.pdf"),
        ("../../etc/passwd", "passwd"),
        (r"C:\文档\意见.docx", "意见.docx"),
        ('a"b\n<c>.txt', "ab c.txt"),
        ("...", "file"),
        ("长" * 300 + ".pdf", "长" * 120 + ".pdf"),
    ],
)
def test_a_name_cannot_lead_out_of_its_place(typed: str, kept: str) -> None:
    assert safe_file_name(typed) == kept


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.DINGFEN_FILES = tmp_path / "files"
    return Path(settings.DINGFEN_FILES)


def kept(content: bytes, file_name: str = "意见.pdf", title: str = "") -> Document:
    organization = make_organization(jurisdiction=make_jurisdiction())
    return store(
        content=content, file_name=file_name, title=title, organization=organization, by_name="张三",
        at=moment("2026-03-02 10:00"),
    )  # fmt: skip


@pytest.mark.django_db
def test_a_file_is_kept_under_its_digest_and_comes_back_as_it_was(folder: Path) -> None:
    document = kept(PDF)
    digest = hashlib.sha256(PDF).hexdigest()
    assert document.file.digest == digest
    assert path_of(digest).read_bytes() == PDF
    assert content_of(document) == PDF
    assert [path.name for path in folder.rglob("*") if path.is_file()] == [digest]
    assert document.title == "意见.pdf"


@pytest.mark.django_db
def test_the_same_content_is_kept_once_and_noted_twice(folder: Path) -> None:
    first, second = kept(PDF, title="第一次"), kept(PDF, title="第二次")
    assert first.file == second.file
    assert StoredFile.objects.count() == 1
    assert Document.objects.count() == 2


@pytest.mark.django_db
def test_the_name_ends_as_the_content_is(folder: Path) -> None:
    assert kept(PNG, "照片.pdf").file_name == "照片.pdf.png"
    assert kept(JPEG, "照片.jpeg").file_name == "照片.jpeg"


@pytest.mark.django_db
def test_content_that_was_changed_on_the_disk_is_not_given_out(folder: Path) -> None:
    document = kept(PDF)
    path_of(document.file.digest).write_bytes(PDF + b"changed")
    with pytest.raises(DigestMismatch):
        content_of(document)


@pytest.fixture
def scene(db: None, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Scene:
    monkeypatch.setattr(clock, "now", lambda: moment("2026-03-03 09:00"))
    scene = set_the_stage()
    scene.open_case(at="2026-03-02 10:00")
    return scene


def hand_in(client: Client, scene: Scene, content: bytes = PDF, name: str = "会议 纪要.pdf", key: str = "k1") -> Any:
    upload = SimpleUploadedFile(name, content, content_type="text/html")
    data = {"file": upload, "title": "专题会纪要", "request_key": key}
    return client.post(reverse("case_documents", args=[scene.number]), data)


def test_a_paper_is_added_to_the_file_once_and_downloaded_as_a_file(client: Client, scene: Scene) -> None:
    client.force_login(scene.capacity(scene.housing).person)
    for _press in range(2):
        assert hand_in(client, scene).status_code == 302
    paper = CaseDocument.objects.get()
    assert "document.added" in scene.events()
    response = client.get(reverse("case_document", args=[scene.number, paper.document_id]))
    assert response.content == PDF
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Disposition"].startswith("attachment;")
    assert "专题会纪要" in client.get(reverse("case", args=[scene.number])).content.decode()


def test_a_paper_of_one_case_is_not_to_be_had_through_another_or_by_a_stranger(client: Client, scene: Scene) -> None:
    client.force_login(scene.capacity(scene.housing).person)
    hand_in(client, scene)
    paper, first = CaseDocument.objects.get(), scene.number
    scene.open_case(at="2026-03-02 11:00")
    assert client.get(reverse("case_document", args=[scene.number, paper.document_id])).status_code == 404
    stranger = make_capacity(make_organization(jurisdiction=scene.district.jurisdiction))
    client.force_login(stranger.person)
    assert client.get(reverse("case_document", args=[first, paper.document_id])).status_code == 404
    scene.number = first
    assert hand_in(client, scene, key="k2").status_code == 404
    assert CaseDocument.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "status", "words"),
    [(b"MZ\x00\x01\x02", 422, "纪要.exe"), (b"", 422, "纪要.exe"), (PDF + b" " * 4096, 413, "纪要.exe")],
)  # fmt: skip
def test_a_refused_paper_says_why_beside_the_box_and_nothing_is_kept(
    client: Client, scene: Scene, folder: Path, settings: Any, content: bytes, status: int, words: str
) -> None:
    settings.DINGFEN_MAX_UPLOAD = 2048
    client.force_login(scene.capacity(scene.housing).person)
    response = hand_in(client, scene, content, "纪要.exe")
    assert response.status_code == status
    assert words in response.content.decode()
    assert 'aria-invalid="true"' in response.content.decode()
    assert not CaseDocument.objects.exists()
    assert not list(folder.rglob("*"))


def test_the_flow_is_downloaded_as_bpmn(client: Client, scene: Scene) -> None:
    client.force_login(scene.capacity(scene.housing).person)
    response = client.get(reverse("flow_file", args=["DisputeFlow"]))
    assert response.headers["Content-Type"] == "application/bpmn+xml"
    assert response.content.startswith(b"<?xml")
    assert client.get(reverse("flow_file", args=["NoSuchFlow"])).status_code == 404


@contextmanager
def nothing_longer_than(size: int) -> Iterator[None]:
    """The kernel refuses to make a file longer than that: what a full disk does, at a place of our choosing."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.django_db
def test_a_full_disk_is_said_and_nothing_is_left_by_halves(settings: Any, tmp_path: Path) -> None:
    settings.DINGFEN_FILES = tmp_path
    scene = set_the_stage()
    content = PDF + b" " * 100_000
    handing_in: dict[str, Any] = {
        "content": content, "file_name": "协商函.pdf", "title": "", "organization": scene.ecology, "by_name": "某人",
        "at": moment("2026-03-02 10:00"),
    }  # fmt: skip
    with nothing_longer_than(50_000), pytest.raises(CannotKeep) as refusal:
        store(**handing_in)
    assert (refusal.value.field, refusal.value.status) == ("file", 503)
    assert "协商函.pdf" in refusal.value.text()
    assert not Document.objects.exists()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert content_of(store(**handing_in)) == content
