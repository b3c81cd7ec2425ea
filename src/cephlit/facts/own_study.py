"""Words by which a sentence speaks of the study at hand, or of others."""

import re

from cephlit.patterns import screened
from cephlit.tagging.tagged import Sentence, TaggedStudy

OWN = screened(
    r"\b(?:we|our|herein)\b|\bthe authors (?!conclude|suggest|believe|discuss)\w+(?:ed|w|ve)\b"
    r"|\b(?:this|these|the present|the current) (?:[\w-]+,? ){0,5}(?:study|trial|"
    r"investigation|report|"
    r"review|article|series|survey|analysis|paper|cases?|patients)\b|\b(?:was|were) (?:\w+ly )?(?:conducted|performed|"
    r"undertaken|carried out|enrolled|included|recruited|reviewed|treated|randomi[sz]ed|assigned|allocated|identified|"
    r"studied|seen|admitted|referred|given|entered|asked|invited)\b",
    re.IGNORECASE,
)
"""What only a sentence on the study itself says."""

CITED = re.compile(
    r"\[\d[\d,\s-]*\]|\bet al\b|\b[A-Z][\w-]+ and (?:colleagues|co-?workers|associates)\b"
    r"|[a-z]\.\d{1,2}(?:[,-]\d{1,2})*$|\b(?:previous|earlier|prior|another|other|recent|"
    r"published|past)"
    r" (?:[\w-]+,? ){0,3}(?:study|studies|trials?|reports?|authors|workers|work|series|survey|programme|groups)\b"
    r"|\bin this issue\b|\bin (?:an?|one|the) (?:\w+ ){0,2}(?:review|survey|series|meta-analysis),",
    re.IGNORECASE,
)
"""What marks other people's work."""

_STUDY = r"(?:stud(?:y|ies)|trials?|research|investigations?|evaluation|work)"
WISH = screened(
    rf"\b(?:future|further|larger|additional|more|definitive) (?:[\w-]+,? ){{0,6}}{_STUDY}\b|"
    rf"\b{_STUDY} (?:[\w-]+,? ){{0,5}}"
    r"(?:warranted|needed|required|necessary|should|awaited|may confirm|could|will)\b|\b(?:lack|paucity|absence) of\b|"
    rf"\bno (?:[\w-]+,? ){{0,4}}{_STUDY}\b",
    re.IGNORECASE,
)
"""What wishes for studies that nobody did."""

OTHER_STUDIES = screened(
    rf"\b(?:previous|earlier|prior|other|recent|several|many|published|past) (?:[\w-]+,? ){{0,5}}{_STUDY}\b"
    r"|\bet al\b|\bin this issue\b|\b[A-Z][\w-]+ and (?:colleagues|co-?workers|associates)\b"
    r"|\bin (?:an?|one|another) (?:[\w-]+ ){0,3}(?:review|survey|meta-analysis),",
    re.IGNORECASE,
)
"""What speaks of other people's studies."""

_LONE_MARK = re.compile(r"(?<=[a-z%]) ?\(\d{1,3}\)(?= ?[.,;]|$)")
_OF_LITERATURE = ("background", "discussion", "conclusion")
"""Sections that quote the literature, where a lone number in round brackets is more often a mark than a count."""


def cites(tagged: TaggedStudy, sentence: Sentence) -> bool:
    """Whether a sentence bears a citation mark: ``[3]``, ``(2, 5)``, and in introduction and discussion ``(6)``."""
    if tagged.quantities_in(sentence.start, sentence.end, "citation"):
        return True
    return sentence.block.section in _OF_LITERATURE and _LONE_MARK.search(sentence.text) is not None
