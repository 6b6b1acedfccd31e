"""Forms for short public records: each writes only what its own person changed, whatever else was changed meanwhile."""

import json

from django import forms
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from countries import selectors
from portal.i18n import languages
from portal.text import addresses


class RecordForm(forms.ModelForm):
    """Remembers (`opened`) what each field said when the form was opened.

    A field that was not sent, or that still says what it said then, is not touched: with 24 languages in one form, two
    people often have it open. A field that both changed is refused with what it says now.
    """

    opened = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "opened" in self.fields:
            self.initial["opened"] = self._current()

    def _current(self) -> str:
        """What the fields say in the database now, the empty ones left out."""
        values = {name: self._stored(name) for name in self._recorded}
        return json.dumps({name: value for name, value in values.items() if value not in (None, "", [])})

    def _stored(self, name: str):
        value = self.fields[name].prepare_value(self.get_initial_for_field(self.fields[name], name))
        if isinstance(value, list | tuple):
            return sorted(str(getattr(item, "pk", item)) for item in value)
        return json.loads(json.dumps(value, cls=DjangoJSONEncoder))

    @property
    def _recorded(self) -> list[str]:
        return [name for name in self.fields if name != "opened"]

    def full_clean(self):
        untouched = [name for name in self._recorded if not self._was_changed(name)] if self._is_a_change else []
        for name in untouched:
            self.fields[name].disabled = True  # Django then takes the record's own value
        super().full_clean()
        if self.is_bound:
            self.written = self.changed_data  # while they are disabled
        for name in untouched:
            self.fields[name].disabled = False

    written: list[str] = []

    @property
    def _is_a_change(self) -> bool:
        return self.is_bound and self.instance.pk is not None and "opened" in self.fields

    @cached_property
    def _opened(self) -> dict:
        try:
            opened = json.loads(self.data.get(self.add_prefix("opened")) or "{}")
        except ValueError:
            opened = {}
        return opened if isinstance(opened, dict) else {}

    def _sent(self, name: str):
        return self.fields[name].widget.value_from_datadict(self.data, self.files, self.add_prefix(name))

    def _was_changed(self, name: str) -> bool:
        field = self.fields[name]
        if field.widget.value_omitted_from_data(self.data, self.files, self.add_prefix(name)):
            return False
        return not _same(field, self._opened.get(name), self._sent(name))

    def clean(self):
        data = super().clean()
        if not self._is_a_change:
            return data
        overtaken = [
            name
            for name in self._recorded
            if not self.fields[name].disabled
            and not _same(self.fields[name], self._opened.get(name), self._stored(name))
            and not _same(self.fields[name], self._sent(name), self._stored(name))
        ]
        for name in overtaken:
            sentence = _("Somebody else changed this meanwhile; it says now: “%(text)s”. Save again to replace it.")
            self.add_error(name, ValidationError(sentence, params={"text": self._stored(name) or "—"}))
        if overtaken:  # they have read it now
            self.data = self.data.copy()
            self.data[self.add_prefix("opened")] = self._current()
        return data


def _same(field: forms.Field, one, other) -> bool:
    """Whether two values of a field mean the same, as sent by a browser or as remembered."""
    return _meaning(field, one) == _meaning(field, other)


def _meaning(field: forms.Field, value):
    if isinstance(value, list | tuple):
        return sorted(map(str, value))
    try:
        meant = field.to_python("" if value is None else value)
    except (ValidationError, TypeError, ValueError):
        return value
    if isinstance(meant, str):
        return "\n".join(meant.split("\r\n")).strip()
    return meant


class LinesField(forms.CharField):
    """A list, one thing to a line: e-mail addresses, web addresses, languages."""

    checks = {"emails": addresses.mail_address, "urls": addresses.web_address}

    def __init__(self, name: str, **kwargs):
        super().__init__(widget=forms.Textarea(attrs={"rows": 3}), help_text=_("One to a line."), **kwargs)
        self.check = _known_language if name.endswith("languages") else self.checks.get(name)

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value) -> list[str]:
        if isinstance(value, list):
            return value
        return [line.strip() for line in (value or "").splitlines() if line.strip()]

    def run_validators(self, value: list[str]):
        for line in value if self.check else []:
            self.check(line)

    def has_changed(self, initial, data) -> bool:
        return not self.disabled and (initial or []) != self.to_python(data)


def _known_language(code: str):
    if code not in languages.CODES:
        raise ValidationError(
            _("“%(code)s” is not one of the 24 languages: write codes such as %(examples)s."),
            params={"code": code, "examples": "en, lv"},
        )


class NumberForm(RecordForm):
    """A telephone number in the international form, or one of the short ones that work in the whole EU."""

    def clean_number(self) -> str:
        number = self.cleaned_data["number"].strip()
        if number == self.initial.get("number"):
            return number  # what ships may be an old one; it must not stand in the way of another change
        if not number.startswith("+"):
            number = number.replace(" ", "")
        if not _is_possible(number):
            sentence = _("Write the number in its international form (%(long)s), or a short one such as %(short)s.")
            raise ValidationError(sentence, params={"long": "+371 67014422", "short": "112"})
        return number


def _is_possible(number: str) -> bool:
    if not number.startswith("+"):
        return number.isdigit() and 3 <= len(number) <= 6
    return selectors.can_be_dialled(number)


class InlineNumberForm(NumberForm):
    """A number of a service, in its list."""

    opened = None


class SourceForm(RecordForm):
    """`codes` (set for the request) are those of the countries that the person manages; None for all."""

    codes: list[str] | None = None

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"].strip()
        if self.codes is not None and slug.partition("-")[0] not in self.codes:
            raise ValidationError(
                _("Begin the slug with the code of your country: %(codes)s."),
                params={"codes": ", ".join(f"{code}-" for code in self.codes)},
            )
        return slug
