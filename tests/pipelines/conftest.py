import os
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="session", autouse=True)
def prefect(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A Prefect server for all tests of the flow; it takes some 20 seconds to start, minutes on a busy machine."""
    os.environ["PREFECT_HOME"] = str(tmp_path_factory.mktemp("prefect"))
    from prefect.testing.utilities import prefect_test_harness  # noqa: PLC0415

    import prefect_api  # noqa: F401, PLC0415 - sets the settings that Prefect reads when it is imported

    with prefect_test_harness(server_startup_timeout=600):
        yield


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    folder = tmp_path / "seeds"
    folder.mkdir()
    return folder
