"""The quantities of a text: what announces itself first, then every number left over by the unit and words around it.

Precedence, first come first served; a later candidate that touches an earlier one is dropped:

1. p-values, intervals, spreads: they carry their own sign or word.
2. frequencies (``q4h``, ``three times a day``), which hold numbers of their own.
3. names, labels and dates, which yield nothing; citations.
4. samples, scores, scales, blood pressures and ratios, fractions, shares in words.
5. points in time without a number before their unit.
6. everything else, by unit: dose, percent, rate, age, time point or duration, threshold, year, number.
"""

import re
from dataclasses import replace

from cephlit.tagging.quantities import counts, frequencies, references, statistics, times
from cephlit.tagging.quantities.doses import strength_lists
from cephlit.tagging.quantities.kinds import typed
from cephlit.tagging.quantities.numbers import find_numbers
from cephlit.tagging.quantities.readings import read_all
from cephlit.tagging.quantities.surface import one_spelling
from cephlit.tagging.quantities.taken import Taken
from cephlit.tagging.quantities.units import unit_pattern
from cephlit.tagging.quantities.values import find_values
from cephlit.tagging.quantities.words import words
from cephlit.tagging.tagged import Quantity

_BEFORE_NAMES = (
    times.lettered_times,
    statistics.p_values,
    statistics.intervals,
    statistics.spreads,
    frequencies.frequencies,
)
_BEHIND_NAMES = (
    references.citations,
    statistics.samples,
    counts.scores,
    counts.scales,
    counts.ratios,
    counts.fractions,
    times.worded_times,
    counts.shares,
    times.stages,
    times.labelled_times,
    times.lettered_times,
)
_SENTENCE_END = re.compile(r"(?<=[a-z\d)\]%][.?!;] )(?=[A-Z])")
_DIGIT = re.compile(r"\d")  # most sentences with a cue have this one, and it is found at once
_CUE = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|forty|fifty|sixty|seventy"
    r"|eighty|ninety|hundred|thousand|dozen|zero|half|thirds?|quarters?|fourths?|fifths?|single|once|twice|thrice|every|each"
    r"|daily|weekly|monthly|nightly|hourly|yearly|quarterly|fortnightly|biweekly|bimonthly|hours?|days?|weeks?|months?|years?"
    r"|fortnight|decade|bid|bd|tid|tds|qid|qds|qd|qod|qhs|nocte|prn|bed|bedtime|sleep|night|demand|needed|required"
    r"|continuous|continuously|alternate|discharge|admission|baseline|end|completion|conclusion|follow-?up|visit|ns"
    r"|significant)\b|\b[bqotph]\.[a-z]\b",
    re.IGNORECASE,
)


def find_quantities(text: str, strength_words: frozenset[str] | None = None, *, at: int = 0) -> list[Quantity]:
    """Find and type the numbers of a text.

    Parameters
    ----------
    text
        A block or sentence, in the readable view or raw.
    strength_words
        Lower-case words before or behind which a percentage is the strength of a preparation, such as the names of
        drugs; the vocabulary's own list if None.
    at
        Where the text stands in the one whose characters the offsets are to count.

    Returns
    -------
    list of Quantity
        In order of start, without overlaps.
    """
    surface = one_spelling(text)
    strengths = words("strength") if strength_words is None else strength_words
    found: list[Quantity] = []
    for start, end in _sentences(surface):
        for q in _read_sentence(surface[start:end], strengths):
            first, last = start + q.start, start + q.end
            found.append(replace(q, start=at + first, end=at + last, text=text[first:last]))
    return found


def _sentences(text: str) -> list[tuple[int, int]]:
    """Split at what is surely a sentence's end; no quantity reaches over one, and most sentences hold none."""
    cuts = [m.end() for m in _SENTENCE_END.finditer(text)]
    spans = zip([0, *cuts], [*cuts, len(text)], strict=True)
    return [span for span in spans if _DIGIT.search(text, *span) or _CUE.search(text, *span)]


def _read_sentence(surface: str, strengths: frozenset[str]) -> list[Quantity]:
    """Quantities of a sentence in one spelling, their texts still to be filled in."""
    taken = Taken(len(surface))
    found = [q for matcher in _BEFORE_NAMES for q in taken.claim(matcher(surface))]
    taken.block(references.name_spans(surface))
    found += [q for matcher in _BEHIND_NAMES for q in taken.claim(matcher(surface))]
    numbers = find_numbers(surface, words("glued"), unit_pattern())
    free = [n for n in numbers if not taken.touches(n.start, n.end)]
    items = read_all(surface, find_values(surface, free), taken)
    preparations = strength_lists(surface, items, strengths)
    found += taken.claim(typed(surface, item, preparations) for item in items)
    return sorted(found, key=lambda q: q.start)
