"""Why a file cannot become a document, in words for the person who put it there."""


class DocumentError(Exception):
    """A file that cannot be used.

    Attributes
    ----------
    file
        Path relative to the seeds folder, with forward slashes.
    reason
        What is wrong with it.
    advice
        What to do about it.
    """

    def __init__(self, file: str, reason: str, advice: str) -> None:
        # All three go to ``args``: an exception has to survive pickling between worker processes.
        super().__init__(file, reason, advice)
        self.file = file
        self.reason = reason
        self.advice = advice

    @property
    def problem(self) -> str:
        """Reason and advice, for where the file is named already."""
        return f"{self.reason}. {self.advice}"

    def __str__(self) -> str:
        """File, reason and advice in one line."""
        return f"{self.file!r}: {self.problem}"


class UnreadableDocumentError(DocumentError):
    """The file cannot be opened, or is no text that can be read."""


class EmptyDocumentError(DocumentError):
    """The file holds nothing, or white space alone."""

    def __init__(
        self, file: str, reason: str = "the file is empty", advice: str = "Put the paper's text into it, or delete it."
    ) -> None:
        super().__init__(file, reason, advice)
