"""The settings of the program: read once from the environment and `.env`, typed, refused when wrong."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from functools import cache, cached_property
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal

from cryptography.fernet import Fernet
from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_core import ErrorDetails, PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict

from texts import operator_language, plain

ROOT = Path(__file__).resolve().parent

Port = Annotated[int, Field(ge=1, le=65535)]


_REASONS = {  # what pydantic finds by itself → key of our words
    "int_parsing": "whole_number",
    "greater_than_equal": "port",
    "less_than_equal": "port",
    "string_too_short": "empty",
    "literal_error": "choice",
}


class WrongSetting(Exception):
    """A setting cannot be used: `name` as it stands in the environment, and why in the operator's words."""

    def __init__(self, name: str, reason: str, **values: object) -> None:
        said = plain(f"cli.setting.{reason}", operator_language(), **values)
        super().__init__(f"{name}: {said}")
        self.name = name


def _refuse(reason: str, name: str = "") -> PydanticCustomError:
    return PydanticCustomError("setting", "{reason}", {"reason": reason, "name": name})


def _folder(value: Path) -> Path:
    return (ROOT / value.expanduser()).resolve()


def _postgres(value: str | None) -> str | None:
    if value is None:
        return None
    scheme, _, rest = value.partition("://")
    if scheme.split("+")[0] not in {"postgres", "postgresql"} or not rest:
        raise _refuse("postgres")
    return f"postgresql+psycopg://{rest}"


def _http(value: str | None) -> str | None:
    if value is None:
        return None
    if not value.startswith(("http://", "https://")) or len(value.split("://", 1)[1]) == 0:
        raise _refuse("http")
    return value.rstrip("/")


def _long_secret(value: SecretStr | None) -> SecretStr | None:
    if value is not None and len(value.get_secret_value()) < 32:
        raise _refuse("secret")
    return value


def _fernet_keys(value: SecretStr | None) -> SecretStr | None:
    if value is None:
        return None
    for key in value.get_secret_value().split(","):
        try:
            Fernet(key.strip())
        except ValueError as error:
            raise _refuse("fernet") from error
    return value


def _bot_token(value: SecretStr | None) -> SecretStr | None:
    if value is not None and not value.get_secret_value().partition(":")[0].isdigit():
        raise _refuse("bot_token")
    return value


Address = Annotated[str, AfterValidator(_http)]
OptionalAddress = Annotated[str | None, AfterValidator(_http)]
Upper = BeforeValidator(lambda value: value.upper() if isinstance(value, str) else value)
Lower = BeforeValidator(lambda value: value.lower() if isinstance(value, str) else value)


class Settings(BaseSettings):
    """All settings by their names in the code; what is unset has the default of a trial on one machine.

    Keys that are unset are made at first use in the data folder with mode 600.
    """

    model_config = SettingsConfigDict(
        env_file=ROOT / ".env", env_ignore_empty=True, extra="ignore", frozen=True, hide_input_in_errors=True
    )

    given_database_url: Annotated[str | None, AfterValidator(_postgres)] = Field(None, alias="DATABASE_URL")
    data: Annotated[Path, AfterValidator(_folder)] = Field(
        Path("var"), alias="LANGNGHE_DATA", validate_default=True
    )
    host: str = Field("127.0.0.1", alias="LANGNGHE_HOST", min_length=1)
    port: Port = Field(8080, alias="LANGNGHE_PORT")
    given_public_url: OptionalAddress = Field(None, alias="PUBLIC_URL")
    bot_token: Annotated[SecretStr | None, AfterValidator(_bot_token)] = Field(
        None, alias="TELEGRAM_BOT_TOKEN"
    )
    telegram_api_url: Address = Field("https://api.telegram.org", alias="TELEGRAM_API_URL")
    telegram_mode: Annotated[Literal["polling", "webhook"], Lower] = Field("polling", alias="TELEGRAM_MODE")
    given_webhook_secret: SecretStr | None = Field(None, alias="TELEGRAM_WEBHOOK_SECRET")
    given_rasa_url: OptionalAddress = Field(None, alias="RASA_URL")
    rasa_port: Port = Field(5005, alias="RASA_PORT")
    actions_port: Port = Field(5055, alias="ACTIONS_PORT")
    given_secret_key: Annotated[SecretStr | None, AfterValidator(_long_secret)] = Field(
        None, alias="SECRET_KEY"
    )
    given_identity_key: Annotated[SecretStr | None, AfterValidator(_fernet_keys)] = Field(
        None, alias="IDENTITY_KEY"
    )
    log_level: Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], Upper] = Field(
        "INFO", alias="LOG_LEVEL"
    )
    log_format: Annotated[Literal["console", "json"], Lower] = Field("console", alias="LOG_FORMAT")
    clock_shift: int = Field(0, alias="LANGNGHE_CLOCK_SHIFT")

    @model_validator(mode="after")
    def _fit_together(self) -> Settings:
        ports = {"LANGNGHE_PORT": self.port, "RASA_PORT": self.rasa_port, "ACTIONS_PORT": self.actions_port}
        if len(set(ports.values())) < len(ports):
            raise _refuse("ports", "LANGNGHE_PORT")
        if self.telegram_mode == "webhook" and self.given_public_url is None:
            raise _refuse("webhook", "TELEGRAM_MODE")
        if self.clock_shift and self.telegram and "//127.0.0.1" not in self.telegram_api_url:
            raise _refuse("clock_shift", "LANGNGHE_CLOCK_SHIFT")
        return self

    @property
    def embedded(self) -> bool:
        """True when the database is the embedded PostgreSQL in the data folder."""
        return self.given_database_url is None

    @property
    def telegram(self) -> bool:
        """True when a bot token is set."""
        return self.bot_token is not None

    @property
    def local_url(self) -> str:
        """Where this machine itself reaches the web process."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104 - not bound here
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    @property
    def public_url(self) -> str:
        """The address people use, without a slash at the end; by default this machine's own."""
        return self.given_public_url or self.local_url

    @property
    def loopback(self) -> bool:
        """True when the program listens for this machine alone: limits for strangers are off then."""
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"

    @property
    def rasa_url(self) -> str:
        """Where Rasa's HTTP interface answers."""
        return self.given_rasa_url or f"http://127.0.0.1:{self.rasa_port}"

    @cached_property
    def rasa_token(self) -> str:
        """The token of Rasa's HTTP interface; follows from SECRET_KEY, so that every machine has the same."""
        return self.derived("rasa")

    @cached_property
    def webhook_secret(self) -> str:
        """What Telegram sends in its secret header."""
        given = self.given_webhook_secret
        return given.get_secret_value() if given else self.derived("telegram-webhook")

    @cached_property
    def secret_key(self) -> str:
        """Text of 32 characters or more that signs links and makes pseudonyms."""
        return self._key(self.given_secret_key, "secret_key", lambda: secrets.token_urlsafe(48))

    @cached_property
    def identity_keys(self) -> list[str]:
        """Fernet keys for identities and free text, the newest first."""
        text = self._key(self.given_identity_key, "identity_key", lambda: Fernet.generate_key().decode())
        return [key.strip() for key in text.split(",")]

    @property
    def identity_key_file(self) -> Path | None:
        """The file that holds the identity keys; None when the environment gives them."""
        return None if self.given_identity_key else self.make_folder("keys") / "identity_key"

    def derived(self, purpose: str) -> str:
        """A secret of its own for one purpose, 64 hexadecimal digits, from SECRET_KEY."""
        return hmac.new(self.secret_key.encode(), purpose.encode(), hashlib.sha256).hexdigest()

    def make_folder(self, name: str = "") -> Path:
        """A folder below the data folder, made when missing; only its owner may look into it.

        Others may pass through the data folder itself: PostgreSQL may run as another account.
        """
        folder = self.data / name
        try:
            self.data.mkdir(mode=0o711, parents=True, exist_ok=True)
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise WrongSetting("LANGNGHE_DATA", "folder", folder=folder, why=error.strerror) from error
        return folder

    def _key(self, given: SecretStr | None, name: str, make: Callable[[], str]) -> str:
        if given is not None:
            return given.get_secret_value()
        return _kept(self.make_folder("keys") / name, make)


def _kept(path: Path, make: Callable[[], str]) -> str:
    """The text of a file, made with mode 600 when missing; of two processes that make it one wins."""
    if not path.exists():
        descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mode 600
        with os.fdopen(descriptor, "w") as file:
            file.write(make())
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(draft, path)
        Path(draft).unlink()
    return path.read_text().strip()


def load(**values: str) -> Settings:
    """Settings from the environment and `.env`, with `values` (by their names) above both.

    Raises WrongSetting for the first value that cannot be used.
    """
    try:
        return Settings(**values)  # type: ignore[arg-type]  # pydantic reads the text itself
    except ValidationError as error:
        raise _wrong(error.errors()[0]) from None


def _wrong(error: ErrorDetails) -> WrongSetting:
    context = error.get("ctx", {})
    name = context.get("name") or str(error["loc"][0])
    if error["type"] == "setting":
        return WrongSetting(name, context["reason"])
    return WrongSetting(name, _REASONS.get(error["type"], "other"), why=context.get("expected", error["msg"]))


@cache
def settings() -> Settings:
    """The one settings object of this process; a wrong value ends the process with one line."""
    try:
        return load()
    except WrongSetting as error:
        sys.exit(str(error))
