"""可办事项: what somebody may do now with a case, each with the schema of its input in the language of the moment."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language, gettext

from api.case_schemas import ActionOut
from api.schemas import OrganizationRef
from flows.acts import ACTS
from flows.inputs import ActInput
from flows.selectors import Offer, offers
from flows.situation import Situation
from organizations.selectors import Capacity

_WORDS = ("title", "description")


def actions_for(now: Situation, held: Sequence[Capacity]) -> list[ActionOut]:
    """In the order of the table of acts."""
    return [_action(offer, now) for offer in offers(now, held)]


def _action(offer: Offer, now: Situation) -> ActionOut:
    spec = offer.spec
    return ActionOut(
        name=spec.name, title=gettext(spec.title), consequence=gettext(spec.consequence),
        irreversible=spec.irreversible, href=reverse(f"api:{spec.name}", args=[now.case.number]),
        input=schema_of(spec.name, get_language() or settings.LANGUAGE_CODE),
        sign_off=reverse(f"api:{spec.name}_sign_off", args=[now.case.number]) if spec.goes_to_sign_off else None,
        on_behalf_of=OrganizationRef.from_orm(offer.capacity.organization), stage=now.stage.pk if now.stage else None,
    )  # fmt: skip


@lru_cache(maxsize=256)
def schema_of(act: str, language: str) -> dict[str, Any]:
    """JSON Schema of the act's input, its titles and descriptions in the language."""
    return translated_schema(ACTS[act].input, language)


def translated_schema(model: type[ActInput], language: str) -> dict[str, Any]:
    """JSON Schema of an input, its titles and descriptions in the language."""
    with translation.override(language):
        schema = model.model_json_schema()
        return {name: _translated(name, part) for name, part in schema.items()}


def _translated(name: str, part: Any) -> Any:
    if isinstance(part, list):
        return [_translated("", one) for one in part]
    if isinstance(part, dict):
        return {inner: _translated(inner, one) for inner, one in part.items()}
    return gettext(part) if name in _WORDS and isinstance(part, str) and part else part
