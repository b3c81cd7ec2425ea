"""Bytes into documents: encodings, line ends, and files that are no text."""

import gzip
import os
import pickle
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cephlit.documents.errors import DocumentError, EmptyDocumentError, UnreadableDocumentError
from cephlit.documents.registry import read_document, read_file
from cephlit.documents.sources import MAX_BYTES, FoundFile

SENTENCE = "Müller’s patient took 0·5 mg/kg over 2 h – relief ≥ 50 % within “minutes” (µg).\n"
WINDOWS = "Müller’s patient took 0·5 mg/kg over 2 h – relief of 50 % within “minutes” (µg).\n" * 3


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"],
)
def test_unicode_encodings_give_the_same_text(encoding):
    document = read_document("a.txt", (SENTENCE * 3).encode(encoding))
    assert document.text == SENTENCE * 3
    assert document.media_type == "text/plain"
    assert document.problem == ""


def test_windows_1252_is_recognised():
    document = read_document("a.txt", WINDOWS.encode("cp1252"))
    assert document.text == WINDOWS
    assert document.problem == ""


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_line_ends_are_unified(line_end):
    assert read_document("a.txt", f"one{line_end}two{line_end}{line_end}three".encode()).text == "one\ntwo\n\nthree"


def test_damaged_utf8_is_read_and_reported():
    data = (SENTENCE * 40).encode().replace("“minutes".encode(), b"\x93minutes", 1)
    document = read_document("a.txt", data)
    assert document.text.count("\ufffd") == 1
    assert "1 damaged character" in document.problem
    assert document.text.count("Müller’s") == 40


def test_heavily_damaged_text_is_refused():
    data = b"".join(bytes([0xE2, 0x82, 0x20, 0x81, 0x41, 0xC3, 0xA9]) for _ in range(300))
    with pytest.raises(UnreadableDocumentError, match=r"a\.txt.*Save the paper as plain text"):
        read_document("a.txt", data)


@pytest.mark.parametrize(
    "data", [b"", b" \n\t\r\n ", "\ufeff".encode(), "\ufeff \n".encode("utf-16"), "\u00a0\n".encode()]
)
def test_empty_files_are_told_apart(data):
    with pytest.raises(EmptyDocumentError, match=r"empty|white space"):
        read_document("folder/a.txt", data)


def _zipped() -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    return stream.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n", id="pdf"),
        pytest.param(_zipped(), id="zip"),
        pytest.param(gzip.compress(b"text" * 50), id="gzip"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(64), id="png"),
        pytest.param(bytes(range(256)) * 20, id="all bytes"),
        pytest.param(b"text with zeros\0\0\0\0" * 40, id="zero bytes"),
        pytest.param(b"\x01\x02\x03abc" * 100, id="control characters"),
    ],
)
def test_binary_data_is_refused_whatever_its_name(data):
    with pytest.raises(UnreadableDocumentError) as caught:
        read_document("trial results.txt", data)
    assert caught.value.file == "trial results.txt"
    assert "plain text" in str(caught.value)


def test_form_feeds_and_tabs_are_text():
    assert read_document("a.txt", b"page one\n\x0cpage\ttwo\n" * 50).text.count("\x0c") == 50


def test_a_file_beyond_the_limit_is_refused_unread(tmp_path: Path):
    large = tmp_path / "large.txt"
    with large.open("wb") as stream:
        stream.truncate(MAX_BYTES + 1)
    with pytest.raises(UnreadableDocumentError, match=r"larger than 20 MB.*Split it"):
        read_file(FoundFile("large.txt", large))
    with pytest.raises(UnreadableDocumentError, match="larger than 20 MB"):
        read_document("large.txt", b"a" * (MAX_BYTES + 1))


def test_a_vanished_file_says_so(tmp_path: Path):
    with pytest.raises(UnreadableDocumentError, match="vanished"):
        read_file(FoundFile("gone.txt", tmp_path / "gone.txt"))


def test_a_file_replaced_by_a_link_is_not_followed(tmp_path: Path):
    (tmp_path / "secret").write_text("elsewhere")
    (tmp_path / "a.txt").symlink_to(tmp_path / "secret")
    with pytest.raises(UnreadableDocumentError, match="replaced by a link"):
        read_file(FoundFile("a.txt", tmp_path / "a.txt"))


def test_a_pipe_in_place_of_a_file_does_not_block(tmp_path: Path):
    os.mkfifo(tmp_path / "a.txt")
    with pytest.raises(UnreadableDocumentError, match="regular file"):
        read_file(FoundFile("a.txt", tmp_path / "a.txt"))


def test_the_same_content_has_one_identifier():
    one, two = (read_document(name, SENTENCE.encode()) for name in ("a.txt", "b.txt"))
    assert one.document_id == two.document_id
    assert one.file != two.file


def test_errors_survive_pickling():
    error = UnreadableDocumentError("a.txt", "reason", "advice")
    copy = pickle.loads(pickle.dumps(error))
    assert (copy.file, copy.reason, copy.advice) == ("a.txt", "reason", "advice")
    empty = pickle.loads(pickle.dumps(EmptyDocumentError("b.txt")))
    assert str(empty) == str(EmptyDocumentError("b.txt"))


@given(st.binary(max_size=600))
def test_any_bytes_give_a_document_or_a_clear_error(data):
    try:
        document = read_document("a.txt", data)
    except DocumentError as error:
        assert error.file in str(error)
        assert error.advice
    else:
        assert document.text.strip()
        assert "\r" not in document.text


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=300))
def test_any_text_in_utf8_is_kept_as_it_is(text):
    data = f"Headache. {text}".encode()
    assert read_document("a.txt", data).text == f"Headache. {text}"
