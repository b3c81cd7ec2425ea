"""Prefect for a run on its own: settings fit for it, and a server that lives as long as the run.

Prefect would start a server by itself. It would do so after loading all of the server's code into the flow's process
too, and a Ctrl-C on the terminal would end the server before the flow can tell it that it was interrupted.
"""

import atexit
import contextlib
import os
import runpy
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from functools import partial
from pathlib import Path

from cephlit.runs.lifeline import when_parent_is_gone

SETTINGS = {
    # History and settings of the runs stay inside the project, not in the user's home.
    "PREFECT_HOME": str(Path(__file__).resolve().parent.parent / ".prefect"),
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    # Blocks are not used; registering them takes a quarter of the start-up.
    "PREFECT_API_BLOCKS_REGISTER_ON_START": "false",
    # A month of history is kept; a schedule would let it grow for years.
    "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "true",
    "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": "2592000",
    # The terminal gets the lines of this program; Prefect's own ones go to its history, and these with them.
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_EXTRA_LOGGERS": "cephlit",
    "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
}
"""Defaults for Prefect's settings; the environment's own values go before them."""

# Prefect reads its settings when it is imported.
os.environ.update(SETTINGS | os.environ)

from prefect.settings import PREFECT_API_URL, temporary_settings  # noqa: E402

START_SECONDS = 600
"""How long a server may take to start: usually ten, on a very busy machine with a new database minutes; one that ends
is noticed at once."""

_ANSWER_SECONDS = 120
"""How long one that is there may take to answer."""

_STOP_SECONDS = 10


class ServerError(RuntimeError):
    """The Prefect server did not start; the message says what it said."""


def have_prefect_api() -> "subprocess.Popen[bytes] | None":
    """Have Prefect's API at hand: the one that the settings name, else that of a server started for this process.

    Returns
    -------
    subprocess.Popen | None
        The server, if it was started for this process; it ends with it.

    Raises
    ------
    ServerError
        If the server does not start, or if there is none where the settings say.
    """
    if named := PREFECT_API_URL.value():
        _check(named)
        return None
    # Ends when Python does, after Prefect's threads have sent the last of their news.
    until_exit = contextlib.ExitStack()
    atexit.register(until_exit.close)
    log = Path(os.environ["PREFECT_HOME"]) / "server.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    port = _free_port()
    with log.open("wb") as lines:
        server = subprocess.Popen(
            [sys.executable, __file__, str(port)],
            stdin=subprocess.PIPE,
            stdout=lines,
            stderr=subprocess.STDOUT,
            process_group=0,
        )
    until_exit.callback(_stop, server)
    url = f"http://127.0.0.1:{port}/api"
    _wait_until_up(server, url, log)
    until_exit.enter_context(temporary_settings({PREFECT_API_URL: url}))
    return server


def _check(url: str) -> None:
    try:
        with urllib.request.urlopen(f"{url}/health", timeout=_ANSWER_SECONDS):
            return
    except urllib.error.HTTPError:
        return  # whatever it says, it is there
    except (OSError, ValueError) as error:
        raise ServerError(f"no Prefect server answers at {url}, which PREFECT_API_URL names: {error}") from error


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_up(server: "subprocess.Popen[bytes]", url: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{url}/health", timeout=_ANSWER_SECONDS):
            return
        time.sleep(0.1)
    raise ServerError(f"the Prefect server did not start; {log} says: {log.read_text(errors='replace')[-2000:]}")


def _stop(server: "subprocess.Popen[bytes]") -> None:
    server.terminate()
    try:
        server.communicate(timeout=_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()
        server.communicate()


def _serve(port: str) -> None:
    """Be the server, until the run is over or gone."""
    when_parent_is_gone(partial(os.kill, os.getpid(), signal.SIGTERM))
    sys.argv = ["prefect", "server", "start", "--host", "127.0.0.1", "--port", port, "--no-ui", "--log-level", "ERROR"]
    runpy.run_module("prefect", run_name="__main__")


if __name__ == "__main__":
    _serve(sys.argv[1])
