"""Parts of Rasa's pipeline that know Vietnamese: a tokenizer with a folded view, and noisy training copies.

Features are taken from the lemma, which has no diacritics and no teencode, so that a message is understood
alike however it was typed (docs/understanding.md).
"""

from __future__ import annotations

import random
from typing import Any, Dict, List, Text

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu import server
from vietnamese import fold, lemmas

server.prepare()


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class VietnameseTokenizer(Tokenizer):
    """Syllables as typed, each with its lemma: folded, teencode expanded, stretched letters shortened."""

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """Rasa's own options of a tokenizer; intents are not split."""
        return {
            "intent_tokenization_flag": False,
            "intent_split_symbol": "_",
            "token_pattern": None,
            "prefix_separator_symbol": None,
        }

    def tokenize(self, message: Message, attribute: Text) -> List[Token]:
        """Cut one text; an empty one becomes a single mark, for Rasa wants at least one token."""
        text = message.get(attribute) or ""
        if attribute == INTENT:
            return [Token(text, 0)]
        found = [Token(part.text, part.start, part.end, lemma=part.lemma) for part in lemmas(text)]
        return found or [Token(text or "-", 0, len(text) or 1, lemma="-")]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class NoisyCopies(GraphComponent):
    """Adds copies of the training messages without marks and with typing errors; what people write stays."""

    def __init__(self, config: Dict[Text, Any]) -> None:
        self.copies = int(config["copies"])
        self.errors = float(config["errors"])
        self.chance = random.Random(int(config["seed"]))  # noqa: S311 - noise, not secrecy

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """`copies` of each message; `errors`: share of syllables that get one; `seed` keeps it repeatable."""
        return {"copies": 1, "errors": 0.12, "seed": 20261123}

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "NoisyCopies":
        """As Rasa's graph asks for it."""
        return cls(config)

    load = create

    def train(self, training_data: TrainingData) -> Resource:
        """Nothing is learned here."""
        return Resource("noisy_copies")

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """The messages and their noisy copies."""
        originals = [m for m in training_data.training_examples if m.get(TEXT) and m.get(INTENT)]
        copies = [self._noisy(m) for m in originals for _ in range(self.copies)]
        return training_data.merge(TrainingData(training_examples=copies))

    def process(self, messages: List[Message]) -> List[Message]:
        """What people write is left as it is."""
        return messages

    def _noisy(self, message: Message) -> Message:
        words = str(message.get(TEXT)).split(" ")
        noisy = [self._mistyped(w) if self.chance.random() < self.errors else w for w in words]
        return Message.build(text=fold(" ".join(w for w in noisy if w)), intent=message.get(INTENT))

    def _mistyped(self, word: str) -> str:
        """One slip of the thumb: a letter lost, doubled, or two swapped."""
        if len(word) < 3:
            return word
        at = self.chance.randrange(len(word) - 1)
        slips = (
            word[:at] + word[at + 1 :],
            word[: at + 1] + word[at:],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        )
        return self.chance.choice(slips)
