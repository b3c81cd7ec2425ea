"""Names of disorders that no vocabulary need know: medicine builds them on a few endings and heads."""

import re
from collections.abc import Iterator
from functools import cache

from cephlit.vocabulary.cues import cue_forms

_GRADES = re.compile(
    r"^(?:(?:an?|the|his|her|their|some|any|another|first|new|mild|moderate|severe|severely|slight|marked|massive|"
    r"transient|brief|sudden|symptomatic|rapidly|progressive|recurrent|episodes? of|case of|features of|signs of|"
    r"symptoms of|evidence of|clinical|biochemical|fatal|reversible|irreversible|possible|probable|suspected|"
    r"continuing|unusual|rare|of|with|and|as well as|also|bouts? of|attacks? of|development of|onset of|increasing|"
    r"worsening|predominantly|a lot of|intense|life-threatening|serious|near-fatal|prolonged|acute onset of)\s)+",
    re.IGNORECASE,
)
_CUT = re.compile(
    r"\s(?:in|on|at|over|with|without|for|to|from|by|during|after|following|under|associated|due|secondary|"
    r"mimicking|requiring|within|while|when|as)\b",
    re.IGNORECASE,
)
_PARTS = re.compile(r",? and |, |\bwith\b| & |/")
_ADJECTIVE = re.compile(r"\w{1,30}(?:al|ar|ic|ous|ary)")
_MOST_WORDS = 6


@cache
def _named() -> re.Pattern[str]:
    """Pattern of a word that can be the head of a disorder's name."""
    endings = "|".join(cue_forms("disorder_words", "ending"))
    heads = "|".join(cue_forms("disorder_words", "head"))
    others = "|".join(cue_forms("disorder_words", "none"))
    return re.compile(rf"\b(?!(?:{others})$)(?:[a-z-]{{0,25}}(?:{endings})|{heads})$", re.IGNORECASE)


def is_disorder(words: str) -> bool:
    """Whether words are built like the name of a disorder: by the ending or the head of their last word.

    >>> is_disorder("cholestatic hepatitis"), is_disorder("treatment")
    (True, False)
    """
    head = re.split(r"\sof\s", words, maxsplit=1)[0] if not _named().search(words) else words
    return _named().search(head) is not None


def bare_name(words: str) -> str:
    """Words of a disorder without article and grade in front and without the place behind, or empty if too many.

    >>> bare_name("a severe cholestatic hepatitis in both lobes")
    'cholestatic hepatitis'
    """
    name = _GRADES.sub("", " ".join(words.split("(", maxsplit=1)[0].split()))
    cut = _CUT.search(name)
    name = (name[: cut.start()] if cut else name).strip(" ,.;:()")
    return name if 0 < len(name.split()) <= _MOST_WORDS else ""


def listed(what: str) -> Iterator[tuple[int, str]]:
    """Items of a list with their places; an adjective alone takes the head of the item behind it.

    >>> [words for _, words in listed("pleural and pericardial effusion")]
    ['pleural effusion', 'pericardial effusion']
    """
    places = []
    at = 0
    for cut in (*_PARTS.finditer(what), None):
        end = cut.start() if cut else len(what)
        places.append((at, what[at:end]))
        at = cut.end() if cut else end
    for i, (at, words) in enumerate(places):
        name = bare_name(words)
        behind = bare_name(places[i + 1][1]) if i + 1 < len(places) else ""
        lone = _ADJECTIVE.fullmatch(name) and is_disorder(behind)
        yield at, f"{words.strip()} {behind.split(' ')[-1]}" if lone and not is_disorder(name) else words
