"""The desk's forms: one answer in one language, and a published text on its way in."""

import datetime

from django import forms
from django.utils import translation
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from django_prose_editor.widgets import AdminProseEditorWidget

from countries.models import Source
from portal.i18n import languages
from portal.text import addresses, richtext
from rights import validation
from rights.importer.decoding import MAX_CHARACTERS
from rights.models import Answer, Revision
from rights.querysets import TEXT_FIELDS
from rights.validation import SUMMARY_LIMIT, max_length

# What the editor offers is what `richtext.clean` keeps.
EXTENSIONS = {
    "Bold": True,
    "Italic": True,
    "Heading": {"levels": [2, 3, 4]},
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "Blockquote": True,
    "Link": {"enableTarget": False, "protocols": [*addresses.WEB_SCHEMES, "mailto", *richtext.SYMBOLIC_SCHEMES]},
    "Table": True,
    "TableRow": True,
    "TableHeader": True,
    "TableCell": True,
    "History": True,
    "HardBreak": True,
}
LONGEST_KEY = 18  # digits
NEW_SOURCE = {"new_title": "title", "new_publisher": "publisher", "new_url": "url", "new_date": "date"}


class ImportForm(forms.Form):
    """A published text on its way in: a file or pasted, its language, and where it is published."""

    file = forms.FileField(label=_("File with the text"), required=False, allow_empty_file=True)
    text = forms.CharField(
        label=_("Or the text itself, pasted"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("All pages of a country, one below the other, as they are published."),
    )
    language = forms.ChoiceField(label=_("Language of the text"))
    address = forms.URLField(
        label=_("Address on the web"),
        required=False,
        assume_scheme="https",
        max_length=Source._meta.get_field("url").max_length,
        validators=[addresses.web_address],
    )

    def __init__(self, *args, written: list[str], **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        shown = translation.get_language()
        self.fields["language"].choices = [(code, languages.name_of(code, shown)) for code in written]

    def clean(self):
        data = super().clean()
        given = [data.get("file") is not None, bool(data.get("text"))]
        if not any(given) and not self.errors:
            raise forms.ValidationError(_("Choose a file or paste the text."))
        if all(given):
            raise forms.ValidationError(_("Choose a file or paste the text, not both."))
        return data

    def content(self) -> bytes | str:
        """The file's bytes (one more than can be read suffices to say that it is too long), or the pasted text."""
        file = self.cleaned_data["file"]
        return self.cleaned_data["text"] if file is None else file.read(4 * MAX_CHARACTERS + 1)


class SourceOfImportForm(forms.Form):
    """What the imported pages rest on as sources, where the text does not say it."""

    publisher = forms.CharField(
        label=_("Publisher"),
        required=False,
        max_length=Source._meta.get_field("publisher").max_length,
        help_text=_("Who published the text, such as a ministry or the European e-Justice Portal."),
    )
    title = forms.CharField(
        label=_("Title of the source"),
        required=False,
        max_length=max_length(Source, "title_en"),
        help_text=_("For pages without a title of their own."),
    )


class SourcesField(forms.ModelMultipleChoiceField):
    """Sources by their keys; a key that no database holds is as unknown as any other."""

    def clean(self, value):
        if strange := [key for key in value or () if len(str(key)) > LONGEST_KEY]:
            code = "invalid_choice"
            raise forms.ValidationError(
                self.error_messages[code], code=code, params={"value": strange[0][:LONGEST_KEY]}
            )
        return super().clean(value)


class AnswerForm(forms.Form):
    """What a person types, and what their page showed them, for lost updates.

    `seen` is when the draft that the page was made from was last saved; `public` and `original` are the keys of the
    published version and of the original's that stood on it, `rendered` of the one that the translation rendered.
    A translation has no kind, sources and significance of its own; `newest` is there where the original has moved on.
    """

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    public = forms.IntegerField(widget=forms.HiddenInput, required=False)
    original = forms.IntegerField(widget=forms.HiddenInput, required=False)
    rendered = forms.IntegerField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(label=_("Kind of answer"), choices=Answer.Kind.choices)
    summary = forms.CharField(
        label=_("In brief"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "data-limit": SUMMARY_LIMIT}),
        help_text=_("The answer in one to three short sentences."),
    )
    body = forms.CharField(
        label=_("The whole answer"),
        required=False,
        widget=AdminProseEditorWidget(config={"extensions": EXTENSIONS}, preset="configurable"),
    )
    legal_basis = forms.CharField(
        label=_("Legal basis"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One law to a line."),
    )
    sources = SourcesField(
        label=_("Sources"), queryset=Source.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    new_title = forms.CharField(label=_("Title"), required=False, max_length=250)
    new_publisher = forms.CharField(label=_("Publisher"), required=False, max_length=200)
    new_url = forms.URLField(
        label=_("Address on the web"),
        required=False,
        assume_scheme="https",
        max_length=Source._meta.get_field("url").max_length,
        validators=[addresses.web_address],
    )
    new_date = forms.DateField(
        label=_("Date of the source"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    significance = forms.ChoiceField(
        label=_("Significance of the change"),
        choices=Revision.Significance.choices,
        widget=forms.RadioSelect,
        help_text=_("A minor change, such as a typing error, makes no translation outdated."),
    )
    newest = forms.BooleanField(
        label=_("This translation now renders the newest original"),
        required=False,
        help_text=_("Tick it once you have brought over what changed."),
    )

    added: Source | None = None  # the new source, once it is in the list

    def __init__(self, *args, is_source: bool, is_outdated: bool, sources, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["sources"].queryset = sources
        if not is_source:
            for name in ("kind", "sources", "significance", *NEW_SOURCE):
                del self.fields[name]
        if not is_outdated:
            del self.fields["newest"]

    def clean_seen(self) -> datetime.datetime | None:
        seen = self.cleaned_data["seen"]
        try:
            return parse_datetime(seen) if seen else None
        except ValueError:
            raise forms.ValidationError(_("Load the page again: what it was made from cannot be read.")) from None

    def clean(self):
        data = super().clean()
        if any(data.get(name) for name in NEW_SOURCE) and not (data.get("new_title") and data.get("new_publisher")):
            self.add_error("new_title", _("A new source needs at least a title and a publisher."))
        for name in TEXT_FIELDS:
            for problem in validation.too_much(**{name: data.get(name, "")}):
                self.add_error(name, problem.sentence)
        return data

    def texts(self) -> dict:
        """What `workflow.save_draft` takes."""
        names = ("kind", "summary", "body", "legal_basis", "significance")
        values = {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}
        values["summary"] = " ".join(values["summary"].split())
        values["legal_basis"] = "\n".join(line.strip() for line in values["legal_basis"].splitlines() if line.strip())
        return values

    def new_source(self) -> dict | None:
        """A source that is not listed yet, as `workflow.add_source` takes it."""
        if not self.cleaned_data.get("new_title"):
            return None
        return {field: self.cleaned_data[name] for name, field in NEW_SOURCE.items()}

    def typed(self) -> list[tuple[str, str]]:
        """The texts as they were sent, with their labels, to be shown where they cannot be edited any more."""
        names = ("summary", "body", "legal_basis")
        return [(str(self.fields[name].label), self.data.get(name, "")) for name in names if self.data.get(name)]
