"""Numbers that count people or attacks."""

import re
from collections.abc import Sequence
from dataclasses import replace

from cephlit.facts.people.words import people_act
from cephlit.facts.results.amounts import with_amounts
from cephlit.facts.results.finding import Finding, is_whole
from cephlit.facts.results.findings import read_findings
from cephlit.tagging.quantities.numbers import DIGITS, WORDS, parse_words
from cephlit.tagging.tagged import Sentence, TaggedStudy, kept_with_study
from cephlit.vocabulary.people import PEOPLE

_IN_SOME = re.compile(
    r"\b(?:in|by|for|against|versus|vs\.?)(?: the)?(?: other| remaining| further| only| just| about)? $", re.IGNORECASE
)
_ENDS = re.compile(
    r"^(?: (?:and|but|while|whereas|more|others?|after (?:the |a |an )?(?:first|second|third|fourth|last|initial|next|"
    r"single|one|two|three|another))\b|[.,;)\]]|$)"
)
_NOBODY = re.compile(
    r"\b(?P<word>neither|none|nobody|no|both|all)(?P<of> of(?: the| these| our| those)?| the| our| these)?"
    r"(?: (?P<number>\d{1,4}|"
    + WORDS
    + r"))?(?P<kind> (?:[a-z-]+ )?(?:patients?|participants?|subjects?|wom[ae]n|m[ae]n|"
    r"children|cases|recipients?|volunteers?|girls|boys|adults|adolescents|sisters|brothers)|(?= of whom)"
    r"|(?P<acts>(?=,? (?:versus|vs|compared (?:with|to))\b|"
    r" (?:(?:in the |(?<=of the ))[\w-]{1,25} (?:group|arm)|on [a-z]{4,25}|had|has|have|required|needed|relapsed|"
    r"experienced|reported|developed|showed|responded|improved|became|did)\b))|(?P<ends>(?=[.,;)])))\b",
    re.IGNORECASE,
)
_IN_PART = re.compile(r"\b(?:in|by)(?: (?:only|about|all|another|the other|the remaining))? $", re.IGNORECASE)
_TURNED_OUT = re.compile(
    r"\b(?:complete|partial|total|moderate|good|poor|excellent|fair|lower|higher|better|worse|unchanged|return\w*|"
    r"disappear\w*|improv\w+|controlled|suppressed|prevented|aborted|"
    r"ceas\w+|resol\w+|recur\w*|relaps\w*|effective|ineffective|abolish\w*|reduc\w+|"
    r"decreas\w+|cessation|stopp\w+|shorte[rn]\w*|milder|remission|relie[fv]\w*|successful|success\w*|subsid\w+|respon\w+|failed|vanish\w*|sufficient|sufficed|adequate|help(?:ed|ful)|benefi\w+|useful|efficacious|satisfactory|unsatisfactory)\b[^.;]{0,45}$",
    re.IGNORECASE,
)
_THEN_TELLS = re.compile(
    r"^ (?:an?|the|there|no|it|they|pain|headaches?|attacks?|symptoms|relief|treatment)\b"
    r"(?! (?:weeks?|months?|days?)\b)",
    re.IGNORECASE,
)
_OPENS_PART = re.compile(
    r"(?:^|[,;:] (?:and |but |while )?)in(?: (?:another|the other|the remaining))? $", re.IGNORECASE
)
_MOST_IN_PART = 500
"""People that a bare number behind "in" counts at most; above it stands a year."""

_ITEM = re.compile(
    r"(?:\(|[,;:] (?:and |but |while |whereas )?"
    r"|\b(?:and|but|while|whereas|versus|vs\.?|against|compared (?:with|to)) )$",
    re.IGNORECASE,
)
_OF_THEM = re.compile(
    r"^ of (?:them|these|those|whom|the (?:first|second|third|other|former|latter)|(?:the )?group)\b", re.IGNORECASE
)
_IN_OF = re.compile(r"\b(?:in|by) $")
_WHO = re.compile(r"^ (?:who|in whom|whose)\b", re.IGNORECASE)
_GIVEN = re.compile(
    r"^ (?:each )?(?:(?:was|were|had been) )?(?:on|in|with|from|of|under|taking|receiving|given|assigned to)(?: the)? ",
    re.IGNORECASE,
)
"""What stands between a count that goes on from an earlier one and the treatment of those counted: "3 on A, 2 on B"."""
_OF_THE = re.compile(rf"^ of (?:the|our|these|those) (?!{DIGITS}|hours|days|weeks|months)[a-z-]+", re.IGNORECASE)
_SHORT = re.compile(
    r"^ (?:none|(?:in the|on) \d[\d.]{0,5} ?m?g|as (?:[a-z]+ )?(?:in)?(?:effective|better|good|poor|fair|unchanged)|"
    r"(?:in|on|from) the [\w-]+ (?:group|arm)|because|due to|owing to|for (?:adverse|side|lack|other)|"
    r"(?:an? )?(?:no|some|complete|partial|moderate|mild|slight|good|excellent|fair|poor)(?: [a-z]+)? "
    r"(?:relief|benefit|effect|response|improvement|preference|change|result)s?)\b",
    re.IGNORECASE,
)
_NUMBER_OF = re.compile(
    r"\bnumbers? of (?:[\w-]+ ){0,2}?(?:patients|participants|subjects|children|women|men|people|responders)\b"
    r"(?![^;]*(?:\bneeded to\b|[a-z]\d))[^;]*$",
    re.IGNORECASE,
)
_WHOLE = re.compile(
    r"(?:^|[;:,.] )(?:of|among|out of|amongst) (?:the |these |those |our |all )?(?:(?:a )?total of )?"
    r"(?:remaining |other |first )?$",
    re.IGNORECASE,
)
_IN_WHOM = re.compile(r"(?: ?[(\[][^()\[\]]{1,40}[)\]])?,? (?:in|for|among)(?: the| these| those| all)? ")
_OF_WHOM = re.compile(r"\bof (?:whom|which|these|them),? $", re.IGNORECASE)
_OPENING = re.compile(
    r"\W{0,3}(?:of|among|amongst|out of|from|(?P<weak>in|for))(?: the| these| those| our| all| a total of){0,2} ",
    re.I,
)
_OF_ATTACKS = re.compile(r"^ of (?:the |all )?(?:[\w-]+ )?(?:attacks|episodes|headaches|migraines)\b", re.IGNORECASE)
_ANEW = re.compile(r"\b(?:received|randomi[sz]ed|assigned|allocated|were given|treated with)\b", re.IGNORECASE)
_ALL_BUT = re.compile(
    rf"\b(?:all|every(?:one|body)?)(?: (?:of )?(?:the |our )?{PEOPLE})? (?:but|except(?: for)?|apart from)(?: for)? $",
    re.IGNORECASE,
)
_SAME_CLAUSE = re.compile(r"\)[^;.()]{0,40}")
_FAR_BRACKET = re.compile(r"[^;()]{1,90}[(\[]")
_IN_ARM_BRACKET = re.compile(r" (?:in|of|on|from) (?:the )?(?:[\w-]+ ){0,3}(?:group|arm) [(\[]")
"""What stands between a count that goes on from another and its share: "and one in the B group (3 %)"."""
_NEAR = 20
"""Characters between a count and those counted ("nine consecutive patients")."""

_BRACKET = 3
_ARM_WORDS = frozenset({"control", "controls"})
"""People that are an arm, whose size a bracket behind them tells."""


@kept_with_study
def counted_findings(tagged: TaggedStudy, sentence: Sentence) -> list[Finding]:
    """Findings of a sentence, in order, with counts of people told apart from other bare numbers."""
    drugs = tagged.mentions_in(sentence.start, sentence.end, "DRUG")
    # The number of a name is none of a result: vitamin D(3).
    quantities = [
        q
        for q in tagged.quantities_in(sentence.start, sentence.end)
        if q.kind != "number" or not any(m.start < q.start and q.end <= m.end for m in drugs)
    ]
    text = tagged.study.view.text
    findings = read_findings(with_amounts(quantities, text, sentence.start), text, sentence.start, sentence.end)
    counted: list[Finding] = []
    some = False
    for finding in findings:
        counted.append(_counted(tagged, finding, sentence, some))
        some = some or counted[-1].n is not None
    counted = _of_bracketed(counted, text)
    told = [f for f in counted if f.kind != "sample" or _in_bracket(tagged, f, sentence)]
    found = _with_shares(_with_whole(_of_those_named_first(told, text, sentence), text, sentence), text)
    return _without_exceptions(found, text, sentence)


def _without_exceptions(findings: Sequence[Finding], text: str, sentence: Sentence) -> list[Finding]:
    """Findings where "all but one of the 12" is 11 of 12; exceptions from an unknown whole count nobody."""
    found: list[Finding] = []
    for f in findings:
        if f.n is None or f.percent is not None or not counts_exceptions(text[sentence.start : f.start]):
            found.append(f)
        elif f.total is not None and f.n < f.total:
            found.append(replace(f, n=f.total - f.n))
    return found


def counts_exceptions(before: str) -> bool:
    """Whether the number behind these words counts those of whom something is not told: "all but two relapsed"."""
    return _ALL_BUT.search(before[-40:]) is not None


def _of_bracketed(findings: Sequence[Finding], text: str) -> list[Finding]:
    """Findings where the size of a group in brackets is the total of the share behind it: "(n = 50), 21 (42 %) had"."""
    found: list[Finding] = []
    for f in findings:
        last = found[-1] if found else None
        whole = last is not None and last.kind == "sample" and last.is_bare_count
        if last is not None and last.n and whole and _SAME_CLAUSE.fullmatch(text[last.end : f.start]):
            shared = f.n is not None and f.percent is not None and f.total is None
            if shared and _agree(f.n, last.n, f.percent):
                found[-1] = replace(f, total=last.n)
                continue
        found.append(f)
    return found


def _with_shares(findings: Sequence[Finding], text: str) -> list[Finding]:
    """Findings where a share in brackets is that of the count before it: "18 had no attacks after 1 year (60 %)"."""
    found: list[Finding] = []
    for f in findings:
        last = found[-1] if found else None
        share = last is not None and last.percent is None and f.n is None and f.baseline is None
        bracketed = last is not None and _FAR_BRACKET.fullmatch(text[last.end : f.start])
        armed = last is not None and last.is_bare_count and any(g.n is not None and g.percent for g in found[:-1])
        told = armed and last is not None and _IN_ARM_BRACKET.fullmatch(text[last.end : f.start]) is not None
        if last is not None and share and ((bracketed and _agree(last.n, last.total, f.percent)) or told):
            found[-1] = replace(last, percent=f.percent)  # a time may stand between them
        else:
            found.append(f)
    return found


def _agree(n: float | None, total: float | None, percent: float | None) -> bool:
    """Whether a count of a total is the share in per cent, within rounding."""
    return n is not None and bool(total) and percent is not None and abs(100 * n / (total or 1) - percent) <= 1


def _with_whole(findings: Sequence[Finding], text: str, sentence: Sentence) -> list[Finding]:
    """Findings where counts of a part have their whole: "of the 43 women, 14 got better", "of whom 12 responded"."""
    found: list[Finding] = []
    whole: Finding | None = None
    for f in findings:
        if found and _tells_of_whom(found[-1], f, text):
            found[-1] = replace(found[-1], total=f.n, end=f.end)
            continue
        of_last = bool(found) and _OF_WHOM.search(text[found[-1].end : f.start]) is not None
        if is_the_whole(f, text[sentence.start : f.start]):
            whole = f
            found.append(f)
        elif whole is not None and ";" not in text[whole.end : f.start]:
            found.append(_part_of(f, whole))
        else:
            found.append(_part_of(f, found[-1]) if of_last else f)
    return found


def is_the_whole(finding: Finding, before: str) -> bool:
    """Whether a bare count is the whole that others are counted of: the 43 of "of the 43 women, 14 got better"."""
    return finding.is_bare_count and _WHOLE.search(before[-30:]) is not None


def _tells_of_whom(value: Finding, f: Finding, text: str) -> bool:
    """Whether a count is that of the people in whom a value was measured: "14 days in 40 patients on verapamil"."""
    measured = value.value is not None and value.n is None and value.total is None
    return measured and f.is_bare_count and _IN_WHOM.fullmatch(text[value.core_end : f.start]) is not None


def _part_of(f: Finding, whole: Finding) -> Finding:
    return replace(f, total=whole.n) if whole.n and _may_be_of(f, whole.n) else f


def _of_those_named_first(findings: list[Finding], text: str, sentence: Sentence) -> list[Finding]:
    """Findings where a sentence opens with the people that its shares are of ("Among 33 patients with a diary, ...").

    The opening is no result then. "In 33 patients" opens so only where shares follow; alone it counts those who had
    the result.
    """
    if not findings:
        return findings
    first, *others = findings
    opening = _OPENING.fullmatch(text[sentence.start : first.start])
    if opening is None or first.n is None or first.total is not None or first.percent is not None:
        return findings
    shares = [f for f in others if _may_be_of(f, first.n) and not _OF_ATTACKS.match(text[f.core_end : sentence.end])]
    counted = [f for f in shares if f.percent is not None]
    if not (counted if opening["weak"] else shares) or _ANEW.search(text[first.end : shares[0].start]):
        return findings
    return [replace(f, total=first.n) if f in shares else f for f in others]


def _may_be_of(finding: Finding, total: float) -> bool:
    """Whether a share without a total can be one of so many people."""
    n, percent = finding.n, finding.percent
    if finding.total is not None or (n is None and (percent is None or percent > 100)):
        return False
    fits = n is None or percent is None or abs(100 * n / total - percent) <= 1
    return fits and (n is None or n <= total)


_OF_THE_SAME = re.compile(r"(?: (?:patients|subjects|participants|women|men|children))?, ")
"""What stands between a count and the word that only tells more of it: "two patients, both on A, left"."""


def with_everybody(sentence: Sentence, findings: Sequence[Finding]) -> list[Finding]:
    """Findings with those told of everybody or nobody: "all six patients" is 6 of 6, "neither of the two" 0 of 2."""
    found = list(findings)
    for match in _NOBODY.finditer(sentence.text):
        start, end = sentence.start + match.start(), sentence.start + match.end()
        word, number = match["word"].lower(), _value(match["number"])
        if match["ends"] is not None and (word != "all" or number is None):
            continue
        if word in ("neither", "both"):
            number = 2.0
            if word == "both" and any(
                _OF_THE_SAME.fullmatch(sentence.text[f.end - sentence.start : match.start()]) for f in findings
            ):
                continue
        elif match["acts"] is not None and word not in ("none", "nobody"):
            continue
        if number is None and (word == "all" or not (match["of"] or match["kind"] or match["acts"] is not None)):
            continue
        count = number if word in ("all", "both") else 0.0
        same = next((f for f in found if start <= f.start and f.end <= end + 12), None)
        whole = Finding(start, end, end, "number", n=count, total=number)
        if same is None:
            found.append(whole)
        elif same.total is None and same.percent is None:
            found[found.index(same)] = whole
    return sorted(found, key=lambda f: f.start)


def _value(number: str | None) -> float | None:
    if number is None:
        return None
    return float(number) if number.isdigit() else parse_words(number)


def _in_bracket(tagged: TaggedStudy, finding: Finding, sentence: Sentence) -> bool:
    """Whether a lone "n = 17" counts the people named right before it."""
    before = tagged.mentions_in(sentence.start, finding.start, "POPULATION")
    return any(finding.start - p.end <= _BRACKET and p.text.lower() not in _ARM_WORDS for p in before)


def _counted(tagged: TaggedStudy, finding: Finding, sentence: Sentence, some: bool) -> Finding:
    """A bare number that counts people, as a count.

    It stands in front of people, acts for some, goes on from an earlier count, or says what "the number of patients"
    was.
    """
    text = tagged.study.view.text
    if finding.kind != "number" or finding.baseline is not None or not is_whole(finding.value) or finding.unit:
        return finding
    before, after = text[sentence.start : finding.start], text[finding.core_end : sentence.end]
    if "." in text[finding.start : finding.end] or finding.spread:
        return finding
    people = tagged.mentions_in(finding.end, sentence.end, "POPULATION")
    near = any(p.start - finding.end <= _NEAR for p in people)
    word = text[finding.start : finding.end].isalpha()
    acts = (word or some) and people_act(after)
    listed = some and _IN_SOME.search(before[-30:]) and _ENDS.match(after)
    of_them = (some or word or _IN_OF.search(before[-4:]) is not None) and _OF_THEM.match(after) is not None
    drugs = _names_drug(tagged, finding, after)
    goes_on = some and _ITEM.search(before[-12:]) and (_SHORT.match(after) or (word and drugs == 1) or drugs > 1)
    numbered = _NUMBER_OF.search(before[-130:])
    if _counts_part(finding, before, after):
        return replace(finding, n=finding.value, value=None)
    if near or acts or listed or goes_on or numbered or of_them or _WHO.match(after):
        return replace(finding, n=finding.value, value=None)
    return finding


def _counts_part(finding: Finding, before: str, after: str) -> bool:
    """Whether a bare number counts those in whom something happened: "complete in 12", "in two the pain ceased"."""
    if finding.value is None or finding.value > _MOST_IN_PART:
        return False
    stands = _ENDS.match(after) or _OF_THE.match(after)
    ends = _IN_PART.search(before[-25:]) and stands and _TURNED_OUT.search(before[-90:])
    return bool(ends) or (_OPENS_PART.search(before[-25:]) is not None and _THEN_TELLS.match(after) is not None)


def _names_drug(tagged: TaggedStudy, finding: Finding, after: str) -> int:
    """Words between a number and a drug that follows it: 1 where at once ("nine placebo"), more as "on", else 0."""
    given = _GIVEN.match(after)
    at = finding.core_end
    places = [at + 1, at + given.end()] if given else [at + 1]
    starts = {m.start for m in tagged.mentions_in(at, at + 60, "DRUG")}
    return next((i for i, place in enumerate(places, 1) if place in starts), 0)
