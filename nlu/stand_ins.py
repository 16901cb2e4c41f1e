"""Empty stand-ins for libraries that Rasa imports and understanding never calls, TensorFlow above all.

Loading TensorFlow takes longer than loading the model. A pipeline that has a part which computes with it must
not run beside these: nlu.parse asks the model first.
"""

from __future__ import annotations

import sys
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any, Optional

LIBRARIES = frozenset({"tensorflow", "tensorflow_addons", "tensorflow_hub", "keras", "jax"})


class _Empty(type):
    """A class that has every attribute and can be inherited from, called and named in an annotation."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Anything


class Anything(metaclass=_Empty):
    """What stands for each class, function and constant; as a decorator it gives back what it decorates."""

    def __init__(self, *_: Any, **__: Any) -> None:
        pass

    def __call__(self, *given: Any, **_: Any) -> Any:
        """As a decorator."""
        return given[0] if given else self


class _Module(ModuleType):
    __path__: list[str] = []

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Anything


class _Finder:
    """Finds the named libraries and everything inside them before Python looks on the disk."""

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Optional[ModuleSpec]:
        ours = name.partition(".")[0] in LIBRARIES
        return ModuleSpec(name, self, is_package=True) if ours else None  # type: ignore[arg-type]

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _Module(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        pass


def install() -> None:
    """From now on in this process, the libraries are empty."""
    sys.meta_path.insert(0, _Finder())  # type: ignore[arg-type]
