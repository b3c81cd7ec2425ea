import csv
import dataclasses
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import duckdb
import frictionless
import pandas as pd
import pytest
from worked_study import document, extraction, study, tagged

from cephlit.facts.records import Outcome, StudyFacts
from cephlit.tables.cells import cell_text
from cephlit.tables.collection import FileShare, assemble, collect
from cephlit.tables.extraction import Extraction
from cephlit.tables.frames import NoTablesError, python_rows, read_tables
from cephlit.tables.publish import KEPT_RUNS, PublicationError, publish
from cephlit.tables.rows import study_rows
from cephlit.tables.schema import TABLES
from cephlit.tables.share import Share
from cephlit.tables.store import Base
from cephlit.tables.table_checks import TableError, check_tables

HOSTILE = '=cmd("x") <script>alert(1)</script>\r, "quoted",\nnext line; -4.7 d, NA, None, 0\x00, naïve 中 \u2028 𝔘'


def hostile(file="hostile =1.txt"):
    """A document whose only quote holds everything that breaks careless writers."""
    of = document(HOSTILE, file)
    result = Outcome("response", "text", 0, len(of.text), drug="NA", value=-4.7, time_point="NULL")
    facts = StudyFacts("", "", None, (), (), (), (result,), ())
    return Extraction.of(of, [study_rows(dataclasses.replace(tagged(document()), study=study(of), mentions=()), facts)])


def tables():
    return collect([extraction(), hostile(), Extraction.refused("scan.txt", "binary data")])


def files_of(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    outputs = tmp_path_factory.mktemp("outputs with a 'quote'")
    publish(tables(), outputs, {"version": "1"})
    return outputs


def test_csv_parquet_and_database_hold_the_same(published):
    made, latest = tables().frames, published / "latest"
    read = read_tables(published)
    with duckdb.connect() as engine:
        for table in TABLES:
            pd.testing.assert_frame_equal(read[table], made[table])
            rows = list(python_rows(made[table]))
            assert engine.read_parquet(str(latest / "tables" / f"{table}.parquet")).fetchall() == rows
            with (latest / "tables" / f"{table}.csv").open(encoding="utf-8", newline="") as lines:
                written = [tuple(row) for row in csv.reader(lines)]
            assert written == [tuple(made[table].columns), *(tuple(map(cell_text, row)) for row in rows)]


def test_types_survive_the_way_through_the_files(published):
    outcomes = read_tables(published)["outcomes"]
    assert {name: str(outcomes[name].dtype) for name in ("n", "percent", "quote")} == {
        "n": "Int64",
        "percent": "float64",
        "quote": "string",
    }
    assert str(read_tables(published)["conditions"]["refractory"].dtype) == "boolean"


def test_words_that_look_like_missing_values_stay_words(published):
    outcomes = read_tables(published)["outcomes"]
    row = outcomes[outcomes["statistic"] == "text"].iloc[0]
    assert (row["drug"], row["time_point"], row["quote"], row["value"]) == ("NA", "NULL", HOSTILE, -4.7)


def test_numbers_are_written_plainly(published):
    with (published / "latest/tables/outcomes.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert {(row["percent"], row["n"]) for row in rows} == {("75", "15"), ("27.3", "15"), ("", "")}
    assert "0.0001" in {row["p_value"] for row in rows}


def test_quotes_stand_in_the_kept_texts(published):
    read = read_tables(published)
    documents = read["studies"].set_index("study_id")["document_id"]
    for table in ("groups", "treatments", "conditions", "outcomes", "adverse_events", "evidence"):
        for row in read[table].itertuples():
            path = published / "latest/text" / f"{documents[row.study_id]}.txt"
            assert path.read_bytes().decode("utf-8")[row.start : row.end] == row.quote


def test_the_data_package_is_valid(published):
    report = frictionless.validate(str(published / "latest/tables/datapackage.json"))
    assert report.valid, report.flatten(["rowNumber", "fieldName", "message"])
    assert len(report.tasks) == len(TABLES)


def test_the_database_has_keys_and_comments(published):
    with duckdb.connect(str(published / "latest/cephlit.duckdb"), read_only=True) as store:
        kinds = store.sql("select constraint_type, count(*) from duckdb_constraints() group by 1").fetchall()
        comments = store.sql("select count(*), count(comment) from duckdb_columns() where not internal").fetchall()[0]
    counted = dict(kinds)
    assert counted["PRIMARY KEY"] == sum(1 for model in TABLES.values() if model.key)
    assert counted["FOREIGN KEY"] >= sum(len(model.references) for model in TABLES.values())
    assert comments[0] == comments[1] == sum(len(model.columns()) for model in TABLES.values())


def test_the_spreadsheet_copy_has_no_formulas(published):
    text = (published / "latest/spreadsheet/evidence.csv").read_bytes().decode("utf-8")
    assert text.startswith("\ufeff")
    row = next(row for row in csv.DictReader(text[1:].splitlines(keepends=True)) if row["statistic"] == "text")
    assert (row["quote"][:5], row["value"]) == ("'=cmd", "-4.7")


def test_the_run_says_what_it_holds(published):
    facts = json.loads((published / "latest/run.json").read_text(encoding="utf-8"))
    assert facts["version"] == "1"
    assert facts["rows"] == tables().counts


def test_the_same_tables_give_the_same_bytes(published, tmp_path):
    again = publish(tables(), tmp_path, {"version": "1"})
    first, second = files_of(published / "latest"), files_of(again)
    assert set(first) == set(second)
    assert [name for name in first if first[name] != second[name]] in ([], ["cephlit.duckdb"])
    assert again.name == (published / "latest").resolve().name


def test_runs_are_numbered_and_old_ones_go(tmp_path):
    runs = [publish(collect([extraction()]), tmp_path, {}) for _ in range(KEPT_RUNS + 2)]
    assert [int(run.name.split("-")[0]) for run in runs] == list(range(1, KEPT_RUNS + 3))
    assert sorted((tmp_path / "runs").iterdir()) == runs[2:]
    assert (tmp_path / "latest").resolve() == runs[-1].resolve()


def test_what_an_interrupted_run_left_goes(tmp_path):
    leftover = tmp_path / "runs" / "000001-00000000.tmp" / "tables"
    leftover.mkdir(parents=True)
    (leftover / "half.csv").write_text("x")
    (tmp_path / ".latest.tmp").symlink_to("runs/nowhere")
    publish(tables(), tmp_path, {})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["latest", "runs"]
    assert not list((tmp_path / "runs").glob("*.tmp"))


def test_more_files_join_the_run_before_anyone_sees_it(tmp_path):
    def ledger(run: Path) -> None:
        assert (run / "tables/evidence.csv").exists()
        assert not (tmp_path / "latest").exists()
        (run / "ledger.json").write_text("{}")

    publish(tables(), tmp_path, {}, complete=ledger)
    assert (tmp_path / "latest/ledger.json").exists()


def refuse_report(run: Path) -> None:
    raise OSError(28, "No space left on device", str(run))


def refuse_otherwise(run: Path) -> None:
    raise ZeroDivisionError(str(run))


@pytest.mark.parametrize(
    ("complete", "error"), [(refuse_report, PublicationError), (refuse_otherwise, ZeroDivisionError)]
)
def test_a_failing_addition_leaves_the_last_run_whole(tmp_path, complete, error):
    publish(tables(), tmp_path, {})
    before = files_of(tmp_path)
    with pytest.raises(error):
        publish(collect([extraction()]), tmp_path, {}, complete=complete)
    assert files_of(tmp_path) == before


PUBLISH_WITH_FULL_DISK = """
import resource, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from test_publish import tables
from cephlit.tables.publish import PublicationError, publish
made = tables()
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), int(sys.argv[3])))
try:
    publish(made, Path(sys.argv[2]), {})
except PublicationError as error:
    print(error)
    sys.exit(3)
"""


@pytest.mark.parametrize("most_bytes", [0, 200_000])
def test_a_full_disk_leaves_the_last_run_whole(tmp_path, most_bytes):
    """Files may not grow beyond a limit: the CSV files fail first, then the database."""
    publish(tables(), tmp_path, {})
    before = files_of(tmp_path)
    command = [sys.executable, "-c", PUBLISH_WITH_FULL_DISK, str(Path(__file__).parent), str(tmp_path), str(most_bytes)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 3, run.stderr
    assert "cannot write the outputs" in run.stdout
    assert "unchanged" in run.stdout
    assert files_of(tmp_path) == before


@pytest.fixture
def read_only_outputs():
    """Outputs of one run that nobody may change; root, who may change anything, steps down meanwhile."""
    outputs = Path(tempfile.mkdtemp())
    publish(tables(), outputs, {})
    for folder in (outputs, outputs / "runs"):
        folder.chmod(0o555)
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(65534)
    yield outputs
    if is_root:
        os.seteuid(0)
    for folder in (outputs, outputs / "runs"):
        folder.chmod(0o755)
    shutil.rmtree(outputs)


def test_a_read_only_folder_leaves_the_last_run_whole(read_only_outputs):
    before = files_of(read_only_outputs)
    with pytest.raises(PublicationError, match="Permission denied"):
        publish(tables(), read_only_outputs, {})
    assert files_of(read_only_outputs) == before
    assert len(read_tables(read_only_outputs)["documents"]) == 3


def test_outputs_that_are_no_folder_are_refused_clearly(tmp_path):
    taken = tmp_path / "outputs"
    taken.write_text("mine")
    with pytest.raises(PublicationError, match="outputs"):
        publish(tables(), taken, {})
    assert taken.read_text() == "mine"


def test_a_folder_named_latest_is_not_touched(tmp_path):
    (tmp_path / "latest").mkdir()
    (tmp_path / "latest" / "mine.txt").write_text("mine")
    with pytest.raises(PublicationError):
        publish(tables(), tmp_path, {})
    assert (tmp_path / "latest" / "mine.txt").read_text() == "mine"
    assert list((tmp_path / "runs").iterdir()) == []


def test_a_reader_never_sees_a_torn_run(tmp_path):
    """Each run's tables agree with each other at every moment, while runs with one and two documents alternate."""
    small, large = collect([extraction()]), tables()
    publish(small, tmp_path, {})
    done, seen, torn = threading.Event(), set(), []

    def read() -> None:
        while not done.wait(0.002):
            run = (tmp_path / "latest").resolve()
            counts = json.loads((run / "run.json").read_text(encoding="utf-8"))["rows"]
            evidence = (run / "tables/evidence.csv").read_text(encoding="utf-8")
            seen.add(run.name)
            if ("cmd" in evidence) != (counts["studies"] == 2):
                torn.append(run.name)

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(4):
        publish(small if number % 2 else large, tmp_path, {})
    done.set()
    reader.join()
    assert torn == []
    assert seen


def test_tables_that_break_their_promises_are_told_apart():
    made = tables()
    frames, texts = made.frames, {name: share.text for name, share in made.texts.items()}
    check_tables(frames, texts)
    outcomes = frames["outcomes"]
    with pytest.raises(TableError, match=r"outcomes.*outcome_id"):
        check_tables({**frames, "outcomes": pd.concat([outcomes, outcomes])}, texts)
    with pytest.raises(TableError, match="refers to a row of studies"):
        check_tables({**frames, "studies": frames["studies"].iloc[:0]}, texts)
    with pytest.raises(TableError, match="other words"):
        check_tables({**frames, "outcomes": outcomes.assign(start=outcomes["start"] + 1)}, texts)


def test_a_table_that_breaks_its_promises_is_not_published(tmp_path):
    made = tables()
    twice = {
        name: dataclasses.replace(share, lines={table: 2 * lines for table, lines in share.lines.items()})
        for name, share in made.shares.items()
    }
    with pytest.raises(TableError, match=r"studies.*study_id"):
        publish(dataclasses.replace(made, shares=twice), tmp_path, {})
    assert list(tmp_path.iterdir()) == []


def long(first_digit, rows):
    """A document with very many mentions of the same word."""
    small = Share.of(extraction(f"{first_digit}.txt"))
    name, other = small.sha256[:12], first_digit * 12
    lines = {table: written.replace(name.encode(), other.encode()) for table, written in small.lines.items()}
    mention = lines["mentions"].splitlines(keepends=True)[0]
    lines["mentions"] = b"".join(mention.replace(b"m0001", b"m%07d" % number) for number in range(rows))
    evidence = tuple(
        row._replace(
            order=[part.replace(name, other) if isinstance(part, str) else part for part in row.order],
            **{
                part: getattr(row, part).replace(name, other)
                for part in ("before", "after", "safe_before", "safe_after")
            },
        )
        for row in small.evidence
    )
    counts = {**small.counts, "mentions": rows}
    changed = {"sha256": first_digit * 64, "lines": lines, "counts": counts, "evidence": evidence}
    return FileShare(f"{first_digit}.txt", dataclasses.replace(small, **changed))


def test_tables_longer_than_a_block_of_their_files_are_the_same_however_they_came_to_be(tmp_path):
    some, all_of_them = [long("a", 90_000), long("c", 50_000)], [long("a", 90_000), long("b", 3), long("c", 50_000)]
    earlier = publish(assemble(some), tmp_path / "grown", {})
    base = Base(earlier, frozenset(assemble(some).shares))
    grown = publish(assemble(all_of_them), tmp_path / "grown", {}, base=base)
    fresh = publish(assemble(all_of_them), tmp_path / "fresh", {})
    assert files_of(grown / "tables") == files_of(fresh / "tables")


def test_reading_back_where_nothing_was_published_says_so(tmp_path):
    with pytest.raises(NoTablesError, match="run the pipeline first"):
        read_tables(tmp_path)
