"""Child processes that do not outlive their parent, even one that is killed.

The parent gives the child a pipe as standard input and keeps the other end. Nothing is ever written to it; when the
parent is gone, however it went, the system closes it, and the child's read returns.
"""

import os
import threading
from collections.abc import Callable


def when_parent_is_gone(end: Callable[[], object]) -> None:
    """Call a function when standard input closes, from a thread of its own."""

    def wait() -> None:
        os.read(0, 1)
        end()

    threading.Thread(target=wait, daemon=True, name="lifeline").start()
