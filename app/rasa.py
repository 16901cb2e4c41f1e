"""How Rasa is called: its own interpreter, its environment variables, its arguments."""

from __future__ import annotations

import os
import subprocess
import sys
from base64 import urlsafe_b64encode
from pathlib import Path

from app.database import rasa_database_url
from settings import ROOT, Settings, settings

PYTHON = ROOT / "nlu" / ".venv" / "bin" / "python"

# The token must not stand in the list of processes, where every account of the machine can read it.
_CALL = "from rasa.__main__ import main; main()"
_SERVE = f"import os, sys; sys.argv += ['--auth-token', os.environ.pop('RASA_TOKEN')]; {_CALL}"


def training_command(folder: Path, name: str) -> list[str | Path]:
    """Trains from the files of this project into `folder/name.tar.gz`."""
    files = ["--config", "config.yml", "--domain", "domain.yml", "--data", "nlu_data"]
    return [PYTHON, "-c", _CALL, "train", *files, "--fixed-model-name", name, "--out", folder]


def serving_command(settings: Settings, model: Path) -> list[str | Path]:
    """Serves the model on loopback, for those who have the token."""
    door = ["--enable-api", "-i", "127.0.0.1", "-p", str(settings.rasa_port)]
    files = ["--endpoints", "endpoints.yml", "--credentials", "credentials.yml"]
    return [PYTHON, "-c", _SERVE, "run", *door, *files, "--model", model]


def training_environment(settings: Settings) -> dict[str, str]:
    """The environment of every Rasa process."""
    return os.environ | {
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
        "PYTHONDONTWRITEBYTECODE": "",  # TensorFlow compiled anew costs each start seconds
        "RASA_TELEMETRY_ENABLED": "false",
        "RASA_CACHE_DIRECTORY": str(settings.data / "models" / "cache"),
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "TF_CPP_MIN_LOG_LEVEL": "2",
    }


def serving_environment(settings: Settings) -> dict[str, str]:
    """The same with the addresses that endpoints.yml names; the trackers lie in a schema of their own."""
    return training_environment(settings) | {
        "ACTIONS_URL": f"http://127.0.0.1:{settings.actions_port}/webhook",
        "TRACKER_DATABASE_URL": rasa_database_url(settings),
        "POSTGRESQL_SCHEMA": "rasa",
        "TRACKER_KEY": _tracker_key(settings),
        "RASA_TOKEN": settings.rasa_token,
        "SQL_POOL_SIZE": "8",
        "SQL_MAX_OVERFLOW": "8",
    }


def _tracker_key(settings: Settings) -> str:
    """The key of what Rasa remembers; follows from SECRET_KEY, so that every machine has the same."""
    return urlsafe_b64encode(bytes.fromhex(settings.derived("tracker"))).decode()


def main(arguments: list[str]) -> int:
    """`python -m app.rasa validate`: Rasa's own check of sentences, rules and answers; 0 if all is well."""
    what = {"validate": ["data", "validate", "--domain", "domain.yml", "--data", "nlu_data"]}[arguments[0]]
    # Answers are called by our actions, which Rasa cannot see.
    quiet = {"PYTHONWARNINGS": "ignore:The utterance:UserWarning"}
    environment = training_environment(settings()) | quiet
    return subprocess.run([PYTHON, "-c", _CALL, *what], env=environment, cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
