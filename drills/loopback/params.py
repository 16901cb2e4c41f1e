"""The parameters of one request, whether they came as query, form, multipart or JSON."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request

from drills.loopback.refusals import Refusal, bad

LARGEST_FORM = 60 * 1024 * 1024
LARGEST_UPLOAD = 50 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with the request."""

    name: str
    mime: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Params:
    """Typed access to a request's fields; a field that can't be read is a 400."""

    values: Mapping[str, Any]
    uploads: Mapping[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """The field as text, empty when it is missing."""
        value = self.values.get(name)
        return value if isinstance(value, str) else "" if value is None else json.dumps(value)

    def number(self, name: str, default: int | None = None) -> int:
        """The field as an integer; without a default it must be there."""
        value = self.values.get(name)
        if value in (None, "") and default is not None:
            return default
        try:
            return int(float(str(value)))
        except ValueError as unread:
            raise bad(f"parameter {name} must be a valid Integer") from unread

    def flag(self, name: str) -> bool:
        """The field as a yes or no, no when it is missing."""
        return str(self.values.get(name, "")).lower() in ("true", "1", "yes")

    def data(self, name: str) -> Any:
        """The field as JSON data; None when it is missing."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except ValueError as unread:
            raise bad(f"can't parse {name} JSON object") from unread

    def has(self, name: str) -> bool:
        """Whether the field was given."""
        return name in self.values


async def read_params(request: Request) -> Params:
    """All fields of a request; the body wins over the query."""
    query = dict(request.query_params)
    if request.method == "GET":
        return Params(query)
    if request.headers.get("content-type", "").startswith("application/json"):
        return Params(query | _decoded(await request.body()))
    return await _read_form(request, query)


def _decoded(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body or b"{}")
    except ValueError as unread:
        raise bad("can't parse request JSON object") from unread
    if not isinstance(value, dict):
        raise bad("expected a JSON object")
    return value


async def _read_form(request: Request, query: dict[str, Any]) -> Params:
    uploads: dict[str, Upload] = {}
    async with request.form(max_part_size=LARGEST_FORM) as form:
        for name, value in form.items():
            if isinstance(value, UploadFile):
                uploads[name] = await _upload(value)
            else:
                query[name] = value
    return Params(query, uploads)


async def _upload(file: UploadFile) -> Upload:
    content = await file.read()
    if len(content) > LARGEST_UPLOAD:
        raise Refusal(413, "Request Entity Too Large")
    return Upload(file.filename or "", file.content_type or "", content)
