"""Vietnamese as people type it: folding, short forms, facts. Standard library only, Python 3.10 and later."""

from vietnamese.folding import Folded, fold, folded_with_offsets
from vietnamese.lemmas import Lemma, lemmas
from vietnamese.masking import mask, names_left
from vietnamese.sorting import sort_key

__all__ = ["Folded", "Lemma", "fold", "folded_with_offsets", "lemmas", "mask", "names_left", "sort_key"]
