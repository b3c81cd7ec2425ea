"""ScispaCy's detector of abbreviations: how it is added to a pipeline, and what it found."""

from collections.abc import Iterator

from scispacy.abbreviation import AbbreviationDetector
from spacy.language import Language
from spacy.matcher import Matcher
from spacy.tokens import Doc

from cephlit.tagging.abbreviations import Definition, is_short


def detected(doc: Doc) -> Iterator[Definition]:
    """Definitions that scispaCy's detector left on the doc, beside its later uses of their short forms."""
    for entry in doc._.abbreviations:
        beside = entry["short_start"] == entry["long_end"] + 1 or entry["long_start"] == entry["short_end"] + 1
        if beside and is_short(entry["short_text"]):
            position = doc[entry["short_start"]].idx
            yield Definition(position, entry["short_text"], entry["long_text"], "detector")


def add_detector(nlp: Language) -> None:
    """Add scispaCy's detector, made linear in the length of the text.

    It looks from every opening bracket to every closing one of the text and then drops all that hold more than eight
    tokens; here it looks no further than those. A pattern that no token fits keeps its second matcher from warning
    that it is empty wherever a text defines nothing.
    """
    detector = nlp.add_pipe("abbreviation_detector", config={"make_serializable": True})
    if not isinstance(detector, AbbreviationDetector):
        raise TypeError(f"not scispaCy's detector: {type(detector).__name__}")
    detector.matcher = Matcher(nlp.vocab)
    detector.matcher.add("parenthesis", [[{"ORTH": "("}, {"OP": "{1,9}"}, {"ORTH": ")"}]])
    detector.global_matcher.add("nothing", [[{"ORTH": "(", "IS_ALPHA": True}]])
