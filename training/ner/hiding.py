"""Words hidden in training, so that names are also known by what stands around them and by the lists that have them."""

from dataclasses import dataclass

import torch
from tokenizers import Tokenizer
from torch import Tensor
from training.ner.dataset import Batch

from cephlit.tagging.ner.windows import special_pieces


@dataclass(frozen=True, slots=True)
class Hiding:
    """How often a word is hidden: one inside a labelled span, and any other.

    ``mask`` is the number of the piece that stands for each piece of a hidden word, ``special`` are those of no word.
    """

    of_spans: float
    of_others: float
    mask: int
    special: tuple[int, ...]

    @classmethod
    def of(cls, settings: dict[str, float], tokenizer: Tokenizer) -> "Hiding":
        """Read the two shares from a stage's settings.

        Raises
        ------
        ValueError
            If the tokenizer lacks the pieces that a model is trained with.
        """
        mask, padding = tokenizer.token_to_id("[MASK]"), tokenizer.token_to_id("[PAD]")
        if mask is None or padding is None:
            raise ValueError("the tokenizer has no [MASK] and [PAD]")
        special = (*special_pieces(tokenizer), padding)
        return cls(settings["hidden_of_spans"], settings["hidden_of_others"], mask, special)

    def hide(self, batch: Batch) -> Tensor:
        """The batch's pieces, with some words hidden by the draws of torch's generator."""
        if not self.of_spans and not self.of_others:
            return batch.piece_ids
        first = torch.zeros_like(batch.piece_ids, dtype=torch.bool)
        of_span = torch.zeros_like(first)
        for allowed in batch.allowed.values():
            taught = allowed.any(dim=-1)
            first |= taught
            of_span |= taught & ~allowed[..., 0]
        chance = torch.where(of_span, self.of_spans, self.of_others) * first
        drawn = torch.rand(chance.shape) < chance
        word = first.long().cumsum(dim=1)  # the pieces after a first piece are of its word
        hidden = torch.gather(torch.cat((torch.zeros_like(drawn[:, :1]), _in_order(drawn, first)), dim=1), 1, word)
        special = torch.isin(batch.piece_ids, torch.tensor(self.special))
        return batch.piece_ids.masked_fill(hidden & ~special, self.mask)


def _in_order(drawn: Tensor, first: Tensor) -> Tensor:
    """For each row, whether its first, second, third word is drawn, and so on."""
    order = torch.argsort((~first).long(), dim=1, stable=True)
    return torch.gather(drawn & first, 1, order)
