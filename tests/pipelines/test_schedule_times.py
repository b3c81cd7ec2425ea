"""When a run is due that was missed."""

import asyncio
import inspect
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml

ROOT = Path(__file__).parents[2]

LAST = datetime(2026, 3, 10, 6, 0, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("cron", "last", "now", "missed"),
    [
        ("0 6 * * *", LAST, datetime(2026, 3, 10, 18, tzinfo=UTC), None),
        ("0 6 * * *", LAST, datetime(2026, 3, 11, 5, 59, tzinfo=UTC), None),
        ("0 6 * * *", LAST, datetime(2026, 3, 11, 6, 1, tzinfo=UTC), datetime(2026, 3, 11, 6, tzinfo=UTC)),
        ("0 6 * * *", LAST, datetime(2026, 4, 20, 9, tzinfo=UTC), datetime(2026, 3, 11, 6, tzinfo=UTC)),
        ("0 6 * * 1", LAST, datetime(2026, 3, 15, 9, tzinfo=UTC), None),
        ("0 6 * * *", None, datetime(2026, 4, 20, 9, tzinfo=UTC), None),
    ],
    ids=["same day", "just before", "just after", "after weeks", "not yet this week", "never ran"],
)
def test_a_run_was_missed_if_it_was_due_since_the_last_one(
    cron: str, last: datetime | None, now: datetime, missed: datetime | None
) -> None:
    from schedule import CronSchedule, missed_run  # noqa: PLC0415 - after the Prefect settings of the fixture

    assert asyncio.run(missed_run(CronSchedule(cron=cron, timezone="UTC"), last, now)) == missed


def test_times_are_those_of_the_place() -> None:
    from schedule import CronSchedule, missed_run  # noqa: PLC0415 - after the Prefect settings of the fixture

    cron = CronSchedule(cron="0 6 * * *", timezone="America/New_York")
    due = asyncio.run(missed_run(cron, LAST, datetime(2026, 3, 10, 12, tzinfo=UTC)))
    assert due == datetime(2026, 3, 10, 6, tzinfo=ZoneInfo("America/New_York"))


@pytest.mark.parametrize(
    ("named", "zone"), [("Europe/Berlin", "Europe/Berlin"), (":Asia/Tokyo", "Asia/Tokyo"), ("No/Where", "UTC")]
)
def test_the_time_zone_is_that_of_the_environment(monkeypatch: pytest.MonkeyPatch, named: str, zone: str) -> None:
    from schedule import local_timezone  # noqa: PLC0415 - after the Prefect settings of the fixture

    monkeypatch.setenv("TZ", named)
    assert local_timezone() == zone


def test_the_deployment_file_holds_the_same_deployment() -> None:
    from headache_literature import headache_literature  # noqa: PLC0415 - after the Prefect settings of the fixture
    from schedule import DEPLOYMENT, main  # noqa: PLC0415

    (deployment,) = yaml.safe_load((ROOT / "prefect.yaml").read_text())["deployments"]
    path, _, name = deployment["entrypoint"].partition(":")
    assert (ROOT / path).is_file()
    assert name == headache_literature.fn.__name__
    assert deployment["name"] == DEPLOYMENT
    assert deployment["schedules"][0]["cron"] == inspect.signature(main).parameters["cron"].default
    assert set(deployment["parameters"]) <= set(inspect.signature(headache_literature.fn).parameters)
