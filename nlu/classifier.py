"""The classifier of intents: weighted syllables, pairs of syllables and pieces of them; a linear SVM.

A message is seen twice: folded, so that marks and short forms do not matter, and as typed, so that marks tell
"đòi" from "đợi" where there are any. Why so: docs/understanding.md.
"""

from __future__ import annotations

from operator import itemgetter
from pathlib import Path
from typing import Any, Dict, List, Text, Tuple, Type

import joblib
import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import FeatureUnion, Pipeline
from sklearn.svm import LinearSVC

from vietnamese import fold, lemmas
from vietnamese.folding import marks
from vietnamese.lemmas import Lemma

FILE = "words.joblib"
FOLDED, AS_TYPED = 0, 1


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class WordsClassifier(GraphComponent, IntentClassifier):
    """Ranks intents of a message by both of its views."""

    def __init__(self, config: Dict[Text, Any], storage: ModelStorage, resource: Resource) -> None:
        self.config, self.storage, self.resource = config, storage, resource
        self.model: Pipeline | None = None

    @classmethod
    def required_components(cls) -> List[Type[Any]]:
        """The tokenizer comes before, for Rasa's own checks."""
        return [Tokenizer]

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """`pieces`, `typed`: weights of pieces of syllables and of the typed view beside folded syllables.

        `sharpness`: how much a score says, fitted so that confidence is the share of right answers;
        `ranking`: how many are ranked.
        """
        return {"pieces": 0.4, "typed": 0.7, "C": 0.5, "sharpness": 6.0, "ranking": 12}

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "WordsClassifier":
        """As Rasa's graph asks for it."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "WordsClassifier":
        """The trained classifier from the model's own archive, which only the trainer writes."""
        loaded = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            loaded.model = joblib.load(folder / FILE)
        return loaded

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from every example that has a text and an intent."""
        examples = [m for m in training_data.training_examples if m.get(TEXT) and m.get(INTENT)]
        model = self._pipeline()
        model.fit([views(str(m.get(TEXT))) for m in examples], [str(m.get(INTENT)) for m in examples])
        _lighten(model)
        with self.storage.write_to(self.resource) as folder:
            joblib.dump(model, Path(folder) / FILE, compress=3)
        self.model = model
        return self.resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Rank intents for each message, the most likely first; confidences add up to 1 over all intents."""
        if self.model is None:
            raise RuntimeError("the classifier was not trained")
        scores = self.model.decision_function([views(str(m.get(TEXT) or "")) for m in messages])
        shares = _shares(scores * self.config["sharpness"])
        for message, row in zip(messages, shares):  # noqa: B905 - as long as each other
            order = row.argsort()[::-1][: self.config["ranking"]]
            ranking = [{"name": str(self.model.classes_[i]), "confidence": float(row[i])} for i in order]
            message.set("intent", ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
        return messages

    def _pipeline(self) -> Pipeline:
        weights = {"words": 1.0, "pieces": self.config["pieces"], "typed": self.config["typed"]}
        pieces = TfidfVectorizer(
            preprocessor=itemgetter(FOLDED),
            analyzer="char_wb",
            ngram_range=(2, 4),
            sublinear_tf=True,
            min_df=4,
        )
        features = [("words", _syllables(FOLDED)), ("pieces", pieces), ("typed", _syllables(AS_TYPED))]
        union = FeatureUnion(features, transformer_weights=weights)
        return Pipeline([("features", union), ("scores", LinearSVC(C=self.config["C"]))])


def views(text: str) -> Tuple[str, str]:
    """A message without marks, and with them where they were typed or where a short form stands for them."""
    parts = lemmas(text)
    return " ".join(part.lemma for part in parts), " ".join(_with_marks(part) for part in parts)


def _with_marks(part: Lemma) -> str:
    if part.meant:
        return part.meant
    return part.lemma if fold(part.text) == part.text.lower() else marks(part.text)


def _syllables(view: int) -> TfidfVectorizer:
    """Syllables and their pairs; what was seen once only weighs much and tells nothing."""
    return TfidfVectorizer(
        preprocessor=itemgetter(view), tokenizer=str.split, ngram_range=(1, 2), sublinear_tf=True, min_df=2
    )


def _lighten(model: Pipeline) -> None:
    """Half the size, the same ranking."""
    linear = model.named_steps["scores"]
    linear.coef_ = linear.coef_.astype(np.float32)


def _shares(scores: "np.ndarray[Any, Any]") -> "np.ndarray[Any, Any]":
    """Scores as confidences that add up to 1 in each row."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
