"""Work that kills its process; in a module of its own, so that the process need not load the flow."""

import os


def die(_: object) -> None:
    os._exit(9)


def nothing() -> None:
    pass
