"""What all readers of a study share: its sentences' roles, its own drugs and its groups."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cephlit.facts.drugs.roles import StudyDrugs, study_drugs
from cephlit.facts.groups import Groups, study_groups
from cephlit.facts.harms.titles import Blame, blamed
from cephlit.facts.people.sample import participants
from cephlit.facts.roles import Role, sentence_roles
from cephlit.tagging.tagged import Sentence, TaggedStudy


@dataclass(frozen=True, eq=False)
class Reading:
    """A tagged study with the roles of its sentences, its own drugs, its sample, its groups and the harms it blames.

    A reading is like itself alone, so that what is worked out of it can be kept for the next who asks.
    """

    tagged: TaggedStudy
    roles: tuple[Role, ...]
    drugs: StudyDrugs
    participants: int | None
    groups: Groups
    blamed: tuple[Blame, ...]

    def sentences(self) -> Iterator[tuple[Sentence, Role]]:
        """Sentences with their roles, in order."""
        return zip(self.tagged.sentences, self.roles, strict=True)


def read(tagged: TaggedStudy) -> Reading:
    """Settle what the readers of facts share."""
    roles = sentence_roles(tagged)
    total = participants(tagged, roles)
    laid = tuple(blamed(tagged, total))
    drugs = study_drugs(tagged, roles, _culprits(tagged, laid) if total == 1 else ())
    return Reading(tagged, roles, drugs, total, study_groups(tagged, drugs, total), laid)


def _culprits(tagged: TaggedStudy, laid: Sequence[Blame]) -> tuple[str, ...]:
    """The drugs that the report of a single patient blames for a harm: it is about them and no other.

    Not where its title names treatments and none of these is blamed.
    """
    titles = [s for s in tagged.sentences if s.block.section == "title"]
    titled = {m.concept for s in titles for m in tagged.mentions_in(s.start, s.end, "DRUG") if m.kind != "class"}
    if not laid or (titled and laid[0].drug not in titled):
        return ()
    named = tagged.mentions_in(laid[0].sentence.start, laid[0].sentence.end, "DRUG")
    return tuple(dict.fromkeys(m.concept for m in named if m.kind != "class"))
