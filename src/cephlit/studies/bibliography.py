"""What a file says of a study's publication: title, authors, and the lines that cite it."""

import re
from collections.abc import Iterable, Sequence

from cephlit.studies.lines import AFFILIATION_MARKS, AUTHORS_LABEL, signature
from cephlit.studies.study import Bibliography
from cephlit.studies.units import Unit

_YEAR = r"(?:19|20)\d\d"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]{0,7}\.?"
_LABEL = re.compile(r"^(?:source|citation|published in|journal|reference|cite this as)\s?:\s*", re.IGNORECASE)
_RECORD_NUMBER = re.compile(r"^\d{1,4}[.:)]\s+(?=[A-Z])")
_DOI = re.compile(r"\b(10\.\d{4,9}/[^\s\"<>\]}]+)")
_PMID = re.compile(r"\b(?:PMID|PubMed(?: ID)?)\s?:?\s?(\d{4,8})\b", re.IGNORECASE)
_PLACE = r"(?P<pages>[A-Za-z]{0,2}\d{1,6}(?:\s?-\s?[A-Za-z]{0,2}\d{1,6})?)"

# Each form of a citation line; the first that fits gives the journal and what follows it.
_FORMS = tuple(
    re.compile(form)
    for form in (
        # Headache. 2017 Sep;57(8):1261-4
        rf"(?P<journal>[A-Z][^;:\d]{{1,100}}?)[.,]?\s+(?P<year>{_YEAR})(?:[ /-]{{1,3}}{_MONTH})?"
        rf"(?:[ -]{{1,2}}\d{{1,2}})?\s?;\s?"
        rf"(?P<volume>\d{{1,4}})\s?(?:\((?P<issue>[^()]{{1,20}})\))?(?:\s?Suppl(?:\s\d{{1,2}})?)?(?:\s?:\s?{_PLACE})?",
        # Headache, Vol. 57, Issue 8, September 2017: 1261-1264
        rf"(?P<journal>[A-Z][^;:\d]{{1,100}}?),?\s+[Vv]ol(?:ume|\.)?\s?(?P<volume>\d{{1,4}})"
        rf"(?:,?\s?(?:[Ii]ssue|[Nn]o\.?|[Nn]umber)\s?(?P<issue>[\w-]{{1,10}}))?"
        rf"(?:,?\s?(?:{_MONTH}\s)?(?:\d{{1,2}},?\s)?\(?(?P<year>{_YEAR})\)?)?(?:\s?[:,]\s?(?:pp?\.?\s?)?{_PLACE})?",
        # Cephalalgia 20: 34-38 (2000); Cephalalgia 2000, 20(1), 34-38
        rf"(?P<journal>[A-Z][^;:\d]{{1,100}}?),?\s+(?P<volume>\d{{1,4}})\s?(?:\((?P<issue>[^()]{{1,20}})\))?\s?[:,]\s?{_PLACE}"
        rf"\s?[,(]\s?(?P<year>{_YEAR})",
        rf"(?P<journal>[A-Z][^;:\d]{{1,100}}?)[.,]?\s+\(?(?P<year>{_YEAR})\)?[,;]\s?(?:[Vv]ol\.?\s?)?(?P<volume>\d{{1,4}})\s?"
        rf"(?:\((?P<issue>[^()]{{1,20}})\))?\s?[,:]\s?{_PLACE}",
        # Headache, Dec. 27, 2016; Headache. 2016
        rf"(?P<journal>[A-Z][^;:\d]{{1,100}}?)[.,]?\s+\(?(?:{_MONTH}\s)?(?:\d{{1,2}},?\s)?(?P<year>{_YEAR})\b",
    )
)  # fmt: skip


def read_bibliography(units: Sequence[Unit], title: str) -> Bibliography:
    """Publication data of a study.

    Only lines of their own are read: a citation in running text or in a reference list is another study's.

    Parameters
    ----------
    units
        The study's units.
    title
        The title as the study's readable view shows it, or empty.
    """
    citations = [unit.text for unit in units if unit.kind == "citation"]
    cited = next(filter(None, map(_citation, citations)), None)
    fields = {name: value for name, value in (cited.groupdict() if cited else {}).items() if value}
    return Bibliography(
        title=_title(title),
        authors=next(filter(None, map(_authors, units)), ""),
        journal=fields.get("journal", "").strip(" .,"),
        year=int(fields["year"]) if "year" in fields else None,
        volume=fields.get("volume", ""),
        issue=fields.get("issue", ""),
        pages=fields.get("pages", "").replace(" ", ""),
        doi=_first(_DOI, citations).rstrip(".,;:)"),
        pmid=_first(_PMID, citations),
    )


def _citation(line: str) -> re.Match[str] | None:
    text = _RECORD_NUMBER.sub("", _LABEL.sub("", line[:400], count=1), count=1)
    text = text[len(signature(text)) :].lstrip(" .:")
    if _DOI.match(text) or _PMID.match(text) or text.lower().startswith(("doi", "pmid", "pmcid")):
        return None
    return next((match for form in _FORMS if (match := form.match(text))), None)


def _title(shown: str) -> str:
    text = _RECORD_NUMBER.sub("", shown, count=1).strip()
    return text[:-1] if text.endswith(".") and not text.endswith("..") else text


def _authors(unit: Unit) -> str:
    if unit.kind == "authors":
        named = AUTHORS_LABEL.sub("", unit.text, count=1)
    else:
        named = signature(unit.text) if unit.kind == "citation" else ""
    return AFFILIATION_MARKS.sub("", named).rstrip(" .")


def _first(pattern: re.Pattern[str], lines: Iterable[str]) -> str:
    return next((match[1] for line in lines if (match := pattern.search(line))), "")
