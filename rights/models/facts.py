"""Short, typed facts that can be sorted, mapped and exported: legal time limits, and indicators with their values."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from countries.models import Country, KeepsOldSlugs, SlugField, Source
from portal.i18n import languages, translated
from rights.models.factsheet import Question

currency_code = RegexValidator(r"^[A-Z]{3}\Z", _("Write the currency’s code of three capitals: EUR."))


class Indicator(KeepsOldSlugs):
    """A fact that every country has or lacks; the same for all, so that it can be compared."""

    class Type(models.TextChoices):
        CHOICE = "choice", _("one of a scale")
        DURATION = "duration", _("duration, from the time limits")
        MONEY = "money", _("amount of money")
        AGE = "age", _("age in years")
        TEXT = "text", _("short text")

    class Scale(models.TextChoices):
        YES_PARTLY_NO = "yes-partly-no", _("yes, partly, no")
        COVERAGE = "coverage", _("everyone, some groups, means-tested, no")
        NOTICE = "notice", _("always, on request, some victims, no")
        HEARING = "hearing", _("yes, opinion only, no")
        HOTLINE = "hotline", _("operates, another number, no")

    slug = SlugField(unique=True)
    question = models.ForeignKey(Question, models.PROTECT, related_name="indicators", verbose_name=_("question"))
    type = models.CharField(_("type"), max_length=10, choices=Type.choices)
    scale = models.CharField(_("scale"), max_length=20, choices=Scale.choices, blank=True)
    title = models.CharField(_("title"), max_length=100)
    explanation = models.CharField(_("what it says"), max_length=250)
    position = models.PositiveSmallIntegerField(_("place in the list"))

    class Meta:
        ordering = ["position", "slug"]
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("indicator", args=[self.slug])

    def clean(self):
        super().clean()
        if bool(self.scale) != (self.type == self.Type.CHOICE):
            raise ValidationError({"scale": _("An indicator of a scale names it, any other has none.")})
        before = type(self).objects.filter(pk=self.pk).first() if self.pk else None
        if before and (before.type, before.scale) != (self.type, self.scale) and before.has_facts():
            name = "type" if before.type != self.type else "scale"
            raise ValidationError({name: _("Countries have values of this indicator already: remove them first.")})

    def has_facts(self) -> bool:
        return self.time_limits.exists() or self.values.exists()

    @property
    def is_derived(self) -> bool:
        """Durations come from the time limits, the help line from its own record: one fact, one home."""
        return self.type == self.Type.DURATION or self.scale == self.Scale.HOTLINE


class TimeLimit(models.Model):
    """A legal period within which a victim must act, or after which something lapses."""

    class Unit(models.TextChoices):
        HOURS = "hours", pgettext_lazy("unit of time", "hours")
        DAYS = "days", _("days")
        WEEKS = "weeks", _("weeks")
        MONTHS = "months", _("months")
        YEARS = "years", _("years")

    class Counting(models.TextChoices):
        CALENDAR = "calendar", _("calendar days")
        WORKING = "working", _("working days")

    country = models.ForeignKey(Country, models.CASCADE, related_name="time_limits", verbose_name=_("country"))
    slug = SlugField()
    question = models.ForeignKey(Question, models.PROTECT, related_name="time_limits", verbose_name=_("question"))
    indicator = models.ForeignKey(
        Indicator,
        models.PROTECT,
        related_name="time_limits",
        null=True,
        blank=True,
        limit_choices_to={"type": Indicator.Type.DURATION},
        verbose_name=_("indicator"),
        help_text=_("The indicator whose value this is for the country, if any"),
    )
    title = models.CharField(_("what must be done"), max_length=150)
    start = models.CharField(_("from when it runs"), max_length=200)
    length = models.PositiveSmallIntegerField(_("length"), validators=[MinValueValidator(1)])
    unit = models.CharField(_("unit"), max_length=10, choices=Unit.choices)
    counting = models.CharField(_("days counted"), max_length=10, choices=Counting.choices, default=Counting.CALENDAR)
    exceptions = models.TextField(_("exceptions"), blank=True)
    legal_basis = models.CharField(_("legal basis"), max_length=250, blank=True)
    source = models.ForeignKey(Source, models.PROTECT, related_name="+", verbose_name=_("source"))
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    checked_on = models.DateField(_("checked on"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("place in the list"), default=0)

    class Meta:
        ordering = ["country", "position", "slug"]
        verbose_name = _("time limit")
        verbose_name_plural = _("time limits")
        constraints = [
            models.UniqueConstraint(fields=["country", "slug"], name="one_time_limit_per_country_and_slug"),
            models.UniqueConstraint(fields=["country", "indicator"], name="one_time_limit_per_country_and_indicator"),
        ]

    def __str__(self):
        return f"{self.country.code} · {self.slug}"

    def clean(self):
        super().clean()
        if self.counting == self.Counting.WORKING and self.unit != self.Unit.DAYS:
            raise ValidationError({"counting": _("Only days can be working days.")})
        if self.indicator and self.indicator.type != Indicator.Type.DURATION:
            raise ValidationError({"indicator": _("This indicator is no duration.")})
        if self.indicator_id and self.country_id:
            values = IndicatorValue.objects.filter(country=self.country_id, indicator=self.indicator_id)
            if values.exists():
                raise ValidationError(
                    {"indicator": _("A value of this indicator says already that there is no such period.")}
                )


class IndicatorValue(models.Model):
    """What an indicator says of a country; no row, not known. Never shown without its unit and date."""

    class Kind(models.TextChoices):
        VALUE = "value", _("a value")
        NO_LIMIT = "no-limit", _("the law sets no limit")
        NATIONAL_LAW = "national-law", _("left to each country")
        DOES_NOT_APPLY = "does-not-apply", _("does not apply here")

    class Choice(models.TextChoices):
        YES = "yes", _("yes")
        PARTLY = "partly", _("partly")
        EVERYONE = "everyone", _("everyone")
        SOME_GROUPS = "some-groups", _("some groups")
        MEANS_TESTED = "means-tested", _("means-tested")
        ALWAYS = "always", _("always")
        ON_REQUEST = "on-request", _("on request")
        SOME_VICTIMS = "some-victims", _("some victims")
        OPINION_ONLY = "opinion-only", _("your opinion only")
        OPERATES = "operates", _("operates")
        OTHER_NUMBER = "other-number", _("another number")
        NO = "no", _("no")

    country = models.ForeignKey(Country, models.CASCADE, related_name="values", verbose_name=_("country"))
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="values", verbose_name=_("indicator"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.VALUE)
    choice = models.CharField(_("value on the scale"), max_length=20, choices=Choice.choices, blank=True)
    number = models.DecimalField(
        _("amount or age"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
    )
    currency = models.CharField(_("currency"), max_length=3, blank=True, validators=[currency_code])
    text = models.CharField(_("text"), max_length=150, blank=True)
    note = models.CharField(_("note"), max_length=400, blank=True)
    legal_basis = models.CharField(_("legal basis"), max_length=250, blank=True)
    source = models.ForeignKey(Source, models.PROTECT, related_name="+", verbose_name=_("source"))
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    checked_on = models.DateField(_("checked on"), null=True, blank=True)

    class Meta:
        ordering = ["indicator", "country"]
        verbose_name = _("value of an indicator")
        verbose_name_plural = _("values of indicators")
        constraints = [
            models.UniqueConstraint(fields=["country", "indicator"], name="one_value_per_country_and_indicator")
        ]

    def __str__(self):
        return f"{self.country.code} · {self.indicator.slug}"

    def clean(self):
        """Exactly the fields of the indicator's type are filled, none where the kind is an absence."""
        super().clean()
        if not self.indicator_id:
            return
        wanted = self.filled_fields() if self.kind == self.Kind.VALUE else set()
        if self.indicator.scale == Indicator.Scale.HOTLINE or (
            self.kind == self.Kind.VALUE and self.indicator.is_derived
        ):
            raise ValidationError(_("This value comes from the country’s time limits or help lines: change it there."))
        if self.indicator.type == Indicator.Type.DURATION and self._has_time_limit():
            raise ValidationError(_("A time limit of this country gives this indicator its value already."))
        english = translated.column("text", languages.ENGLISH)  # what every reader falls back on
        for name in ("choice", "number", "currency", "text"):
            field = english if name == "text" else name
            if name in wanted and getattr(self, field) in ("", None):
                raise ValidationError({field: _("This indicator needs it.")})
            value = self._in_any_language(name) if name == "text" else getattr(self, name)
            if name not in wanted and value not in ("", None):
                raise ValidationError({field: _("This indicator has no such value.")})
        if self.choice and self.choice not in SCALES[self.indicator.scale]:
            raise ValidationError({"choice": _("This is not on the scale of the indicator.")})
        if self.indicator.type == Indicator.Type.AGE and self.number is not None and self.number % 1:
            raise ValidationError({"number": _("Give the age in whole years.")})

    def filled_fields(self) -> set[str]:
        """Which fields hold the value, by the type of the indicator."""
        fields: dict[str, set[str]] = {
            Indicator.Type.CHOICE: {"choice"},
            Indicator.Type.MONEY: {"number", "currency"},
            Indicator.Type.AGE: {"number"},
            Indicator.Type.TEXT: {"text"},
        }
        return fields.get(self.indicator.type, set())

    def _in_any_language(self, name: str) -> str:
        return next((value for key, value in vars(self).items() if key.startswith(f"{name}_") and value), "")

    def _has_time_limit(self) -> bool:
        return TimeLimit.objects.filter(country=self.country_id, indicator=self.indicator_id).exists()


Choice, Scale = IndicatorValue.Choice, Indicator.Scale
# The closed scales, each from what gives a victim most to what gives least.
SCALES: dict[str, tuple[str, ...]] = {
    Scale.YES_PARTLY_NO: (Choice.YES, Choice.PARTLY, Choice.NO),
    Scale.COVERAGE: (Choice.EVERYONE, Choice.SOME_GROUPS, Choice.MEANS_TESTED, Choice.NO),
    Scale.NOTICE: (Choice.ALWAYS, Choice.ON_REQUEST, Choice.SOME_VICTIMS, Choice.NO),
    Scale.HEARING: (Choice.YES, Choice.OPINION_ONLY, Choice.NO),
    Scale.HOTLINE: (Choice.OPERATES, Choice.OTHER_NUMBER, Choice.NO),
}
