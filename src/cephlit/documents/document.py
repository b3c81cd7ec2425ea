"""What every later stage knows of an input file."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Document:
    r"""One readable input file.

    Attributes
    ----------
    file
        Path relative to the seeds folder, with forward slashes.
    sha256
        Hexadecimal digest of the file's bytes.
    media_type
        Such as ``text/plain``.
    text
        The file's decoded text; a byte order mark is dropped and line ends are ``\n``. Every offset of every table
        counts characters of this text.
    problem
        What had to be mended while reading (damaged characters); empty if nothing.
    """

    file: str
    sha256: str
    media_type: str
    text: str
    problem: str = ""

    @property
    def document_id(self) -> str:
        """Identifier that depends on the content alone: ``d`` and 12 digits of the digest."""
        return f"d{self.sha256[:12]}"
