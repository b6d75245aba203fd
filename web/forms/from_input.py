"""Forms from the inputs of acts: the model of an act declares its fields, and it alone judges what was typed."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any
from uuid import uuid4

from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import gettext
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from core.errors import DomainError
from core.labels import label
from core.validation import words_for
from core.vocabulary import DutyRole, Phase, Stance
from flows.inputs import ActInput, SignedInput
from web.forms.context import FormContext
from web.forms.fields import field_for, words_of

_LONGEST_KEY = 80
_ONLY_SHOW = ("find", "again", "keep")
_VOCABULARIES: Mapping[str, type[StrEnum]] = {"phase": Phase, "role": DutyRole, "stance": Stance}


class ActForm(forms.Form):
    """办理表单: one act's input as a form.

    ``request_key`` makes a second press of the button do nothing; ``stage`` says on which stage the form rests.
    After ``is_valid()`` the checked input is in ``act_input``.
    """

    request_key = forms.CharField(widget=forms.HiddenInput, max_length=_LONGEST_KEY, required=False)
    stage = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        model: type[ActInput],
        context: FormContext,
        initial: Mapping[str, Any] | None = None,
        stage_id: int | None = None,
    ) -> None:
        super().__init__(data, initial={"request_key": str(uuid4()), "stage": stage_id, **(initial or {})})
        self.model = model
        self.context = context
        self.act_input: ActInput | None = None
        for name, info in model.model_fields.items():
            if name not in context.left_out:
                self.fields[name] = field_for(info, context)
        self.order_fields([*_content_first(model), "request_key", "stage"])

    def with_signature(self, model: type[ActInput]) -> "ActForm":
        """The same form with its signature again, as it was typed and with what is wrong with it."""
        again = ActForm(self.data, model=model, context=self.context)
        again._errors, again.cleaned_data = self.errors, self.cleaned_data
        return again

    def full_clean(self) -> None:
        """A form that only searches, or comes back after somebody else was first, is not judged yet."""
        if self.is_bound and self.seeks():
            self._errors = ErrorDict()
            self.cleaned_data = {}
            return
        super().full_clean()

    def is_valid(self) -> bool:
        return not self.seeks() and super().is_valid()

    def clean(self) -> dict[str, Any]:
        """Build the act's input from what was typed; each thing wrong with it becomes an error of its field."""
        try:
            self.act_input = self.model.model_validate(self._typed())
        except ValidationError as error:
            for one in error.errors(include_url=False):
                self._refuse(one)
        return self.cleaned_data

    def take(self, error: DomainError) -> None:
        """Show a broken rule of the procedure beside the field it is about, or above all fields."""
        self.add_error(error.field if error.field in self.fields else None, error.text())

    def seeks(self) -> bool:
        """Whether the button pressed only shows the form again, and was not the act's own."""
        return any(button in self.data for button in _ONLY_SHOW)

    def typed(self) -> dict[str, Any]:
        """What stands in the fields, unjudged."""
        return {name: self[name].data for name in self.model.model_fields if name in self.fields}

    def composite_names(self) -> set[str]:
        """Fields of several boxes: drawn with a legend instead of a label."""
        return {name for name, field in self.fields.items() if getattr(field.widget, "is_composite", False)}

    def typed_lines(self) -> list[tuple[str, str]]:
        """What was typed, as words: a page about a lost race gives it back."""
        return [
            (str(self.fields[name].label), words)
            for name in _content_first(self.model)
            if name in self.fields and (words := self._words(self[name].data, _choices_of(self.fields[name])))
        ]

    def _typed(self) -> dict[str, Any]:
        typed: dict[str, Any] = {}
        for name, info in self.model.model_fields.items():
            value = self.cleaned_data.get(name)
            if value is None or (value == "" and info.annotation is not str):
                continue
            typed[name] = value
        return typed

    def _refuse(self, error: ErrorDetails) -> None:
        name = str(error["loc"][0]) if error["loc"] else None
        place = self._place(error["loc"])
        words = words_for(error)
        said = gettext("%(place)s: %(reason)s") % {"place": place, "reason": words} if place else words
        self.add_error(name if name in self.fields else None, said)

    def _place(self, loc: tuple[int | str, ...]) -> str:
        """Where in a table the error stands: the organization of its row and the title of its column."""
        if len(loc) < 2:
            return ""
        rows = self.cleaned_data.get(str(loc[0])) or self[str(loc[0])].data
        row = rows[loc[1]] if isinstance(rows, list) and isinstance(loc[1], int) and loc[1] < len(rows) else {}
        parts = [self.context.words_of(row["organization"])] if isinstance(row, dict) and "organization" in row else []
        parts += [_title_of(self.model, str(loc[0]), str(part)) for part in loc[2:] if isinstance(part, str)]
        return gettext(", ").join(part for part in parts if part)

    def _words(self, value: Any, choices: Mapping[str, str]) -> str:
        if isinstance(value, list):
            return gettext("; ").join(self._words(one, choices) for one in value)
        if isinstance(value, dict):
            return gettext(", ").join(self._words(one, _words_of_part(part)) for part, one in value.items())
        if value in ("", None, False):
            return ""
        return choices.get(str(value)) or self.context.words_of(str(value))


def _choices_of(field: Any) -> Mapping[str, str]:
    """The words of the codes that a list or a row of buttons offers."""
    return {str(code): str(words) for code, words in getattr(field.widget, "choices", ())}


def _words_of_part(part: str) -> Mapping[str, str]:
    """The words of the codes in one column of a table."""
    return {str(member): label(member) for member in _VOCABULARIES.get(part, ())}


def _content_first(model: type[ActInput]) -> list[str]:
    """One says what, then signs it."""
    return sorted(model.model_fields, key=lambda name: name in SignedInput.model_fields)


def _title_of(model: type[ActInput], field: str, part: str) -> str:
    """The title of a column: the field of the row's own model."""
    for row in _row_models(model.model_fields[field].annotation):
        if part in row.model_fields:
            return words_of(row.model_fields[part].title)
    return ""


def _row_models(annotation: Any) -> Iterable[type[ActInput]]:
    arguments = getattr(annotation, "__args__", ())
    return [one for one in arguments if isinstance(one, type) and issubclass(one, ActInput)]
