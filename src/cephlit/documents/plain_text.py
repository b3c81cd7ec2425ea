"""Reader of plain text."""

import hashlib
import re

from cephlit.documents.document import Document
from cephlit.documents.encoding import UndecodableTextError, decode
from cephlit.documents.errors import EmptyDocumentError, UnreadableDocumentError

MAX_CONTROL_SHARE = 0.002
"""Text has next to no control characters beside tabs, line ends and form feeds; binary data is full of them."""

_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_ADVICE = "Save the paper as plain text in UTF-8."


def read_plain_text(file: str, data: bytes) -> Document:
    """Make a document of a plain-text file's bytes.

    Raises
    ------
    EmptyDocumentError
        If there is nothing but white space.
    UnreadableDocumentError
        If the bytes are no text.
    """
    try:
        decoded = decode(data)
    except UndecodableTextError as error:
        raise UnreadableDocumentError(file, f"the file is not readable text: {error}", _ADVICE) from error
    if not decoded.text.strip("\ufeff \t\n\r\f\v\u00a0\u200b"):
        raise EmptyDocumentError(file, "the file is empty" if not data else "the file holds nothing but white space")
    controls = len(_CONTROL.findall(decoded.text))
    if controls > MAX_CONTROL_SHARE * len(decoded.text):
        raise UnreadableDocumentError(file, f"the file is binary data, with {controls} control characters", _ADVICE)
    return Document(file, hashlib.sha256(data).hexdigest(), "text/plain", decoded.text, decoded.problem)
