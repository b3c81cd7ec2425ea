"""The quantities of a text: what announces itself first, then every number left over by the unit and words around it.

Precedence, first come first served; a later candidate that touches an earlier one is dropped:

1. p-values, intervals, spreads: they carry their own sign or word.
2. frequencies (``q4h``, ``three times a day``), which hold numbers of their own.
3. names, labels and dates, which yield nothing; citations.
4. samples, scores, scales, blood pressures and ratios, fractions, shares in words.
5. points in time without a number before their unit.
6. everything else, by unit: dose, percent, rate, age, time point or duration, threshold, year, number.
"""

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


def find_quantities(text: str, strength_words: frozenset[str] | None = None) -> list[Quantity]:
    """Find and type the numbers of a text.

    Parameters
    ----------
    text
        A block or sentence, in the readable view or raw.
    strength_words
        Lower-case words before or behind which a percentage is the strength of a preparation, such as the names of
        drugs; the vocabulary's own list if None.

    Returns
    -------
    list of Quantity
        In order of start, without overlaps; offsets count characters of ``text``.
    """
    surface = one_spelling(text)
    taken = Taken(len(surface))
    found: list[Quantity] = []
    found += taken.claim(statistics.p_values(surface))
    found += taken.claim(statistics.intervals(surface))
    found += taken.claim(statistics.spreads(surface))
    found += taken.claim(frequencies.frequencies(surface))
    taken.block(references.name_spans(surface))
    found += taken.claim(references.citations(surface))
    found += taken.claim(statistics.samples(surface))
    found += taken.claim(counts.scores(surface))
    found += taken.claim(counts.scales(surface))
    found += taken.claim(counts.ratios(surface))
    found += taken.claim(counts.fractions(surface))
    found += taken.claim(times.worded_times(surface))
    found += taken.claim(counts.shares(surface))
    found += taken.claim(times.stages(surface))
    found += taken.claim(times.labelled_times(surface))
    numbers = find_numbers(surface, frozenset(words("glued")), unit_pattern())
    free = [n for n in numbers if not taken.touches(n.start, n.end)]
    strengths = frozenset(w.lower() for w in words("strength")) if strength_words is None else strength_words
    items = read_all(surface, find_values(surface, free), taken)
    preparations = strength_lists(surface, items, strengths)
    found += taken.claim(typed(surface, item, preparations) for item in items)
    return [replace(q, text=text[q.start : q.end]) for q in sorted(found, key=lambda q: q.start)]
