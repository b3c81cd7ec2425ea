"""Files of a seeds folder: which are found, and what is reported of the others."""

import os
from pathlib import Path

import pytest

from cephlit.documents.discovery import discover
from cephlit.documents.errors import UnreadableDocumentError
from cephlit.documents.registry import read_file


def names(folder: Path) -> list[str]:
    return [found.file for found in discover(folder).files]


def write(folder: Path, *paths: str) -> None:
    for path in paths:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text("Headache.")


def test_files_of_all_folders_come_in_the_order_of_their_names(tmp_path):
    write(tmp_path, "b.txt", "a/z.txt", "a/b/c.txt", "c", "a.txt")
    assert names(tmp_path) == ["a.txt", "a/b/c.txt", "a/z.txt", "b.txt", "c"]


@pytest.mark.parametrize(
    "name", ["two words.txt", 'it\'s "quoted".txt', "two\nlines.txt", "Kopfschmerz-Übersicht.txt", "头痛.txt", "=1+1"]
)
def test_unusual_names_are_kept(tmp_path, name):
    write(tmp_path, name)
    assert names(tmp_path) == [name]
    assert read_file(discover(tmp_path).files[0]).text == "Headache."


def test_a_name_that_is_no_utf8_can_be_written_to_a_table(tmp_path):
    try:
        (tmp_path / os.fsdecode(b"caf\xe9.txt")).write_text("Headache.")
    except OSError:
        pytest.skip("the file system takes UTF-8 names alone")
    found = discover(tmp_path).files[0]
    assert found.file == "caf\\xe9.txt"
    assert found.file.encode("utf-8")
    assert read_file(found).text == "Headache."


def test_hidden_entries_are_passed_over(tmp_path):
    write(tmp_path, "a.txt", ".DS_Store", ".git/config")
    found = discover(tmp_path)
    assert [file.file for file in found.files] == ["a.txt"]
    assert found.hidden == [".DS_Store", ".git"]
    assert found.problems == []


def test_links_never_lead_out_of_the_folder(tmp_path):
    seeds, outside = tmp_path / "seeds", tmp_path / "outside"
    write(seeds, "a.txt")
    write(outside, "secret.txt")
    (seeds / "file").symlink_to(outside / "secret.txt")
    (seeds / "folder").symlink_to(outside)
    (seeds / "up").symlink_to("..")
    found = discover(seeds)
    assert [file.file for file in found.files] == ["a.txt"]
    assert [problem.file for problem in found.problems] == ["file", "folder", "up"]
    assert all("out of the seeds folder" in problem.reason for problem in found.problems)


def test_loops_and_dead_links_are_reported(tmp_path):
    write(tmp_path, "a.txt", "sub/b.txt")
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "sub" / "round").symlink_to("..")
    (tmp_path / "dead").symlink_to("nowhere")
    found = discover(tmp_path)
    assert [file.file for file in found.files] == ["a.txt", "sub/b.txt"]
    assert {problem.file: problem.reason.split(",")[0] for problem in found.problems} == {
        "dead": "a link that leads nowhere",
        "loop": "a link that cannot be followed",
        "sub/round": "a link to a folder is not followed",
    }


def test_a_link_to_a_file_inside_is_read(tmp_path):
    write(tmp_path, "a.txt")
    (tmp_path / "b.txt").symlink_to("a.txt")
    found = discover(tmp_path).files
    assert [file.file for file in found] == ["a.txt", "b.txt"]
    assert read_file(found[1]).file == "b.txt"


def test_a_pipe_is_reported(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert [(p.file, p.reason) for p in discover(tmp_path).problems] == [("pipe", "not a regular file")]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_is_reported(tmp_path):
    write(tmp_path, "a.txt", "closed/b.txt")
    (tmp_path / "a.txt").chmod(0)
    (tmp_path / "closed").chmod(0)
    found = discover(tmp_path)
    (tmp_path / "closed").chmod(0o700)
    assert [(problem.file, problem.hides) for problem in found.problems] == [("closed", True)]
    with pytest.raises(UnreadableDocumentError, match="may not be read"):
        read_file(found.files[0])


def test_a_file_that_vanishes_after_discovery_is_reported(tmp_path):
    write(tmp_path, "a.txt")
    found = discover(tmp_path).files[0]
    (tmp_path / "a.txt").unlink()
    with pytest.raises(UnreadableDocumentError, match=r"'a\.txt': the file vanished"):
        read_file(found)


def test_a_missing_folder_says_what_to_do(tmp_path):
    with pytest.raises(FileNotFoundError, match="create it"):
        discover(tmp_path / "seeds")
    write(tmp_path, "seeds")
    with pytest.raises(NotADirectoryError, match="must be a folder"):
        discover(tmp_path / "seeds")
