"""The classifier of intents: weighted syllables, pairs of syllables and pieces of them; logistic regression.

Weights are tf-idf: 83 % of labels right on the dev split against 73 % with plain counts (docs/adr/0011).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, List, Text, Type

import joblib
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
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion, Pipeline

from vietnamese import lemmas

FILE = "words.joblib"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class WordsClassifier(GraphComponent, IntentClassifier):
    """Ranks intents by the folded view of a message, so that diacritics and short forms do not matter."""

    def __init__(self, config: Dict[Text, Any], storage: ModelStorage, resource: Resource) -> None:
        self.config, self.storage, self.resource = config, storage, resource
        self.model: Pipeline | None = None

    @classmethod
    def required_components(cls) -> List[Type[Any]]:
        """The tokenizer comes before, for Rasa's own checks."""
        return [Tokenizer]

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """`pieces`: weight of pieces of syllables beside whole ones; `ranking`: how many are ranked."""
        return {"pieces": 0.4, "C": 30.0, "max_iter": 80, "ranking": 12}

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
        model.fit([folded(str(m.get(TEXT))) for m in examples], [str(m.get(INTENT)) for m in examples])
        with self.storage.write_to(self.resource) as folder:
            joblib.dump(model, Path(folder) / FILE, compress=3)
        self.model = model
        return self.resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Rank intents for each message, the most likely first; confidences add up to 1 over all intents."""
        if self.model is None:
            raise RuntimeError("the classifier was not trained")
        shares = self.model.predict_proba([folded(str(m.get(TEXT) or "")) for m in messages])
        for message, row in zip(messages, shares):  # noqa: B905 - as long as each other
            order = row.argsort()[::-1][: self.config["ranking"]]
            ranking = [{"name": str(self.model.classes_[i]), "confidence": float(row[i])} for i in order]
            message.set("intent", ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
        return messages

    def _pipeline(self) -> Pipeline:
        syllable = r"\S+"
        words = TfidfVectorizer(
            analyzer="word", token_pattern=syllable, ngram_range=(1, 2), sublinear_tf=True
        )
        pieces = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True, min_df=2)
        weights = {"words": 1.0, "pieces": self.config["pieces"]}
        features = FeatureUnion([("words", words), ("pieces", pieces)], transformer_weights=weights)
        regression = LogisticRegression(C=self.config["C"], max_iter=self.config["max_iter"], tol=1e-3)
        return Pipeline([("features", features), ("regression", regression)])


def folded(text: str) -> str:
    """The view features are made of: lemmas with a blank between."""
    return " ".join(part.lemma for part in lemmas(text))
