"""What every notice and every part of one has in common: unknown fields survive, rules give reasons."""

from collections.abc import Iterator
from typing import Any, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, PrivateAttr, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from sealwire.cbor import Value
from sealwire.notices.errors import NoticeInvalid, Refusal
from sealwire.notices.plain import check_plain
from sealwire.notices.reasons import refusals

LARGEST_SCHEMA = 2**31 - 1


class Part(BaseModel):
    """A group of fields; it cannot be changed, and what it does not know it carries along."""

    model_config = ConfigDict(
        extra="allow", strict=True, frozen=True, str_strip_whitespace=True, hide_input_in_errors=True
    )

    def rules(self) -> Iterator[Refusal]:
        """Yield a refusal for each rule that binds several fields and is broken."""
        yield from ()

    @model_validator(mode="after")
    def _keep_rules(self) -> Self:
        broken = list(self.rules())
        if broken:
            raise PydanticCustomError("rules", "rules are broken", {"refusals": broken})
        return self


class Notice(Part):
    """A notice: a kind, the version of its schema, and its fields."""

    KIND: ClassVar[str]
    SCHEMA: ClassVar[int] = 1
    AUDIENCE: ClassVar[Literal["exchange", "own-administration"]] = "exchange"

    _schema_version: int = PrivateAttr(default=0)

    @property
    def kind(self) -> str:
        """The kind, as it stands in the envelope's body."""
        return self.KIND

    @property
    def schema_version(self) -> int:
        """The schema version that the notice was written with; it may be later than SCHEMA."""
        return self._schema_version or self.SCHEMA

    def content(self) -> dict[str, Value]:
        """Return the fields as a plain map of text, whole numbers, booleans, lists, maps and null.

        Only what was given is in it, with unknown fields as they came; `sealwire.cbor.encode` takes it.
        """
        return self.model_dump(mode="python", exclude_unset=True)

    @classmethod
    def read(cls, schema: int, content: object) -> Self:
        """Return the notice that a content map describes.

        A later schema than ours has only added fields and codes: they are kept, and codes are not checked
        against our lists.

        Raises:
            NoticeInvalid: The schema number or a field breaks a rule; each field is named with the reason.
        """
        if isinstance(schema, bool) or not isinstance(schema, int) or not 1 <= schema <= LARGEST_SCHEMA:
            raise NoticeInvalid.of([Refusal("schema", "it is a whole number from 1")])
        check_plain(content)
        later = schema > cls.SCHEMA
        remark = f"Written with schema {schema}, this client knows {cls.SCHEMA}." if later else ""
        try:
            return cls.model_validate(content, context={"schema": schema, "later": later})
        except ValidationError as error:
            raise NoticeInvalid.of(refusals(error), remark=remark) from None

    def model_post_init(self, context: Any, /) -> None:
        """Remember the schema version that the content was read with."""
        if isinstance(context, dict):
            self._schema_version = context["schema"]
