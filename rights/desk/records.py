"""Short public records in the admin: published directly by managers, with every change noted by the workflow."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import models
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin, TranslationTabularInline

from countries import selectors
from countries.models import Country, HelpLine, Instrument, Source, SupportService, Telephone
from portal.i18n import languages, translated
from rights import permissions
from rights.desk.recordforms import InlineNumberForm, LinesField, NumberForm, RecordForm, SourceForm
from rights.models import (
    GlossaryTerm,
    Indicator,
    IndicatorValue,
    Question,
    QuestionGroup,
    Revision,
    Section,
    SiteNotice,
    Synonym,
    TimeLimit,
)
from rights.services import records

SMALL_TEXT = {models.TextField: {"widget": admin.widgets.AdminTextareaWidget(attrs={"rows": 3})}}


class RecordAdmin(TranslationAdmin):
    """A public record: saved through `records.record_change`, each language of its texts in a fold of its own."""

    form = RecordForm
    formfield_overrides = SMALL_TEXT
    translated: tuple[str, ...] = ()
    plain: tuple[str, ...] = ()
    parts: tuple[type[models.Model], ...] = ()  # kept in inlines

    def get_fieldsets(self, request, obj=None):
        first = self.languages_of(obj)
        folded = [code for code in languages.CODES if code not in first]
        return [
            (
                None,
                {
                    "fields": [
                        "opened",
                        *self.plain,
                        *(translated.column(name, code) for code in first for name in self.translated),
                    ]
                },
            ),
            *[
                (
                    languages.name_of(code, "en"),
                    {"classes": ["collapse"], "fields": translated.columns(self.translated, code)},
                )
                for code in folded
            ],
        ]

    def languages_of(self, obj) -> list[str]:
        """The languages that stand open: English and the country's own."""
        country = obj if isinstance(obj, Country) else getattr(obj, "country", None)
        return list(dict.fromkeys(["en", *(country.official_languages if country else [])]))

    def save_model(self, request, obj, form, change):
        """Write what this form changed, and no more."""
        form.before = records.snapshot(type(obj)._base_manager.get(pk=obj.pk)) if change else None
        if change:
            columns = {field.name for field in obj._meta.concrete_fields}
            obj.save(update_fields=[name for name in form.written if name in columns])
        else:
            super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        """Lists of other records are saved last: only now is the change whole."""
        super().save_related(request, form, formsets, change)
        stored = type(form.instance)._base_manager.get(pk=form.instance.pk)
        records.record_change(stored, request.user, form.before)

    def save_formset(self, request, form, formset, change):
        """Inlines are public records too."""
        rows = [inline.instance for inline in formset.forms if inline.instance.pk]
        stored = formset.model._base_manager.filter(pk__in=[row.pk for row in rows])
        before = {row.pk: records.snapshot(row) for row in stored}
        keys = {id(row): row.pk for row in rows}  # a deleted row has lost its key
        super().save_formset(request, form, formset, change)
        for row in [
            *formset.new_objects,
            *(row for row, _changed in formset.changed_objects),
            *formset.deleted_objects,
        ]:
            row = formset.model._base_manager.filter(pk=row.pk).first() or row
            records.record_change(row, request.user, before.get(keys.get(id(row), row.pk)))

    def delete_model(self, request, obj):
        before = records.snapshot(obj)
        super().delete_model(request, obj)
        records.record_change(obj, request.user, before)

    def delete_queryset(self, request, queryset):
        for obj in queryset:
            self.delete_model(request, obj)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if isinstance(db_field, models.JSONField):
            return LinesField(db_field.name, label=capfirst(db_field.verbose_name), required=not db_field.blank)
        if isinstance(db_field, models.URLField):
            kwargs["assume_scheme"] = "https"
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def history_view(self, request, object_id, extra_context=None):
        """Every change with who, when, and what a field said before and after."""
        record = self.get_object(request, object_id)
        if record is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_permission(request, record):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": str(record),
            "opts": self.opts,
            "object": record,
            "changes": records.changes_of(record, *self.parts),
        }
        return TemplateResponse(request, "admin/desk/record_history.html", context)


class SuperuserOnly:
    """Records of the whole portal: for superusers."""

    def has_module_permission(self, request):
        return request.user.is_superuser

    has_add_permission = has_module_permission

    def has_view_permission(self, request, obj=None):
        return request.user.is_superuser

    has_change_permission = has_delete_permission = has_view_permission


class ManagersOnly:
    """Records of a country: for its managers, who see nothing of other countries."""

    def managed(self, request) -> list[Country]:
        """The countries that a person manages; asked for by every record of the admin, so kept with the request."""
        if not hasattr(request, "_managed"):
            request._managed = list(permissions.managed_by(request.user))
        return request._managed

    def reached(self, request) -> models.Q:
        """Which rows are of these countries."""
        return models.Q(country__in=self.managed(request))

    def manages(self, request, obj) -> bool:
        return obj.country in self.managed(request)

    def get_queryset(self, request):
        return super().get_queryset(request).filter(self.reached(request))

    def has_module_permission(self, request):
        return bool(self.managed(request))

    def has_view_permission(self, request, obj=None):
        return self.has_module_permission(request) if obj is None else self.manages(request, obj)

    def has_add_permission(self, request, obj=None):
        return self.has_module_permission(request)

    has_change_permission = has_delete_permission = has_view_permission

    def formfield_for_foreignkey(self, field, request, **kwargs):
        if field.name == "country":
            kwargs["queryset"] = Country.objects.filter(pk__in=[country.pk for country in self.managed(request)])
        if field.name == "source":
            kwargs["queryset"] = Source.objects.filter(sources_of_all(self.managed(request)))
        return super().formfield_for_foreignkey(field, request, **kwargs)


def sources_of_all(countries: list[Country]) -> models.Q:
    found = models.Q(pk__in=[])
    for country in countries:
        found |= records.sources_of(country)
    return found


@admin.register(Country)
class CountryAdmin(ManagersOnly, RecordAdmin):
    list_display = ["name", "code", "slug"]
    translated = ("name",)
    plain = ("code", "slug", "official_languages", "native_name")

    def reached(self, request):
        return models.Q(pk__in=[country.pk for country in self.managed(request)])

    def manages(self, request, obj) -> bool:
        return obj in self.managed(request)

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_readonly_fields(self, request, obj=None):
        return [] if request.user.is_superuser else ["code", "slug", "official_languages"]


class TelephoneInline(TranslationTabularInline):
    model = Telephone
    form = InlineNumberForm

    fields = ["number", "position", "note_en"]

    def get_fields(self, request, obj=None):
        spoken = obj.country.official_languages if obj else []
        return ["number", "position", *(translated.column("note", code) for code in dict.fromkeys(["en", *spoken]))]

    def has_permission(self, request, obj=None):
        """Whoever may keep a service keeps its numbers; `ManagersOnly` says who that is."""
        return obj is None or permissions.may_manage(request.user, obj.country)

    has_view_permission = has_add_permission = has_change_permission = has_delete_permission = has_permission


@admin.register(SupportService)
class SupportServiceAdmin(ManagersOnly, RecordAdmin):
    list_display = ["name", "country", "kind", "checked_on"]
    list_filter = ["kind"]
    search_fields = ["slug", "name_en"]
    translated = ("name", "description", "hours")
    plain = ("country", "slug", "kind", "address", "emails", "urls", "source", "checked_on", "position")
    inlines = [TelephoneInline]
    parts = (Telephone,)


@admin.register(HelpLine)
class HelpLineAdmin(ManagersOnly, RecordAdmin):
    form = NumberForm
    list_display = ["number", "name", "country", "operates", "checked_on"]
    search_fields = ["number", "name_en"]
    translated = ("name", "hours", "cost", "note")
    plain = ("country", "number", "operates", "for_victims", "spoken_languages", "source", "checked_on", "position")


@admin.register(Source)
class SourceAdmin(ManagersOnly, RecordAdmin):
    """Sources are of the country whose code their slug begins with."""

    list_display = ["title", "publisher", "date"]
    search_fields = ["slug", "title_en", "publisher"]
    translated = ("title",)
    plain = ("slug", "publisher", "url", "language", "date")

    def reached(self, request):
        return models.Q() if request.user.is_superuser else sources_of_all(self.managed(request))

    def manages(self, request, obj) -> bool:
        codes = {country.code.lower() for country in self.managed(request)}
        return request.user.is_superuser or obj.slug.partition("-")[0] in codes

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        form.codes = None if request.user.is_superuser else [c.code.lower() for c in self.managed(request)]
        return form

    form = SourceForm

    def has_delete_permission(self, request, obj=None):
        """Not while a text rests on it, now or formerly: it would vanish from under it."""
        if obj is not None and (obj.answers.exists() or Revision.objects.filter(sources=obj).exists()):
            return False
        return self.has_view_permission(request, obj)


@admin.register(Instrument)
class InstrumentAdmin(SuperuserOnly, RecordAdmin):
    list_display = ["title", "number", "date"]
    translated = ("title", "short")
    plain = ("slug", "number", "celex", "date", "applies_from", "url", "not_binding")
    filter_horizontal = ["not_binding"]


@admin.register(Section)
class SectionAdmin(SuperuserOnly, RecordAdmin):
    list_display = ["title", "slug", "audience", "position"]
    translated = ("title", "description")
    plain = ("slug", "audience", "position")


@admin.register(QuestionGroup)
class QuestionGroupAdmin(SuperuserOnly, RecordAdmin):
    list_display = ["title", "section", "position"]
    translated = ("title",)
    plain = ("section", "slug", "position")


@admin.register(Question)
class QuestionAdmin(SuperuserOnly, RecordAdmin):
    list_display = ["title", "slug", "section", "position"]
    list_filter = ["section"]
    search_fields = ["slug", "title_en", "asks"]
    translated = ("title", "short")
    plain = ("section", "group", "slug", "asks", "five_part", "four_part", "position")


@admin.register(Indicator)
class IndicatorAdmin(SuperuserOnly, RecordAdmin):
    list_display = ["title", "slug", "type", "question", "position"]
    list_filter = ["type"]
    list_select_related = ["question"]
    search_fields = ["slug", "title_en"]
    translated = ("title", "explanation")
    plain = ("slug", "question", "type", "scale", "position")


@admin.register(TimeLimit)
class TimeLimitAdmin(ManagersOnly, RecordAdmin):
    list_display = ["title", "country", "length", "unit", "indicator", "checked_on"]
    list_filter = ["unit"]
    list_select_related = ["country", "indicator"]
    search_fields = ["slug", "title_en"]
    translated = ("title", "start", "exceptions", "legal_basis")
    plain = (
        "country", "slug", "question", "indicator", "length", "unit", "counting", "source",
        "valid_from", "checked_on", "position",
    )  # fmt: skip


@admin.register(IndicatorValue)
class IndicatorValueAdmin(ManagersOnly, RecordAdmin):
    list_display = ["indicator", "country", "shown_value", "valid_from", "checked_on"]
    list_filter = ["indicator"]
    list_select_related = ["country", "indicator"]
    translated = ("text", "note", "legal_basis")
    plain = (
        "country", "indicator", "kind", "choice", "number", "currency", "source", "valid_from", "checked_on",
    )  # fmt: skip

    @admin.display(description=_("value"))
    def shown_value(self, row: IndicatorValue) -> str:
        if row.kind != IndicatorValue.Kind.VALUE:
            return row.get_kind_display()
        number = "" if row.number is None else f"{row.number.normalize():f} {row.currency}"
        return row.get_choice_display() or number or row.text


@admin.register(GlossaryTerm)
class GlossaryTermAdmin(SuperuserOnly, RecordAdmin):
    list_display = ["term", "language", "meaning"]
    list_filter = ["language"]
    list_per_page = 1000
    search_fields = ["slug", "term", "forms", "meaning"]
    plain = ("slug", "language", "term", "forms", "meaning")


@admin.register(Synonym)
class SynonymAdmin(SuperuserOnly, RecordAdmin):
    list_display = ["slug", "__str__", "kind"]
    list_filter = ["language", "kind"]
    list_per_page = 1000  # the whole table at once: it is looked through for a word
    search_fields = ["slug", "words", "means"]
    plain = ("slug", "language", "kind", "words", "means")


@admin.register(SiteNotice)
class SiteNoticeAdmin(SuperuserOnly, RecordAdmin):
    """To end a notice at once, it is deleted; its history stays."""

    list_display = ["kind", "about", "starts_on", "ends_on"]
    list_select_related = ["country", "help_line__country"]
    plain = ("kind", "help_line", "country", "starts_on", "ends_on")

    @admin.display(description=_("country"))
    def about(self, row: SiteNotice) -> str:
        return line_label(row.help_line) if row.help_line else str(row.country or "")

    def formfield_for_foreignkey(self, field, request, **kwargs):
        found = super().formfield_for_foreignkey(field, request, **kwargs)
        if field.name == "help_line":
            lines = HelpLine.objects.exclude(number=selectors.EMERGENCY).select_related("country")
            found.queryset = lines.order_by("country__position", "position")
            found.label_from_instance = line_label
        return found


def line_label(line: HelpLine) -> str:
    return f"{line.country}: {line}"
