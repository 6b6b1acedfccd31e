"""Countries, what binds them, who helps in them, and where a fact comes from."""

import secrets
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from countries.reserved_slugs import RESERVED_SLUGS
from portal.i18n import languages
from portal.text import addresses

EUROPEAN_UNION = "EU"

slug_format = RegexValidator(
    r"^[a-z][a-z0-9]*(-[a-z0-9]+)*\Z", _("Use lower-case English letters, digits and hyphens, beginning with a letter.")
)


class SlugField(models.CharField):
    """An English, lower-case, hyphenated part of an address: never translated, never reused."""

    default_validators = [slug_format]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"max_length": 60, **kwargs})


class KeepsOldSlugs(models.Model):
    """A renamed slug leaves a redirect for ever, and no other record may take it: other sites link to it.

    So does a record that moves, where its address begins with that of another one, which its field `home` names.
    """

    slug: models.CharField
    home: ClassVar[str] = ""

    class Meta:
        abstract = True

    @transaction.atomic
    def save(self, *args, **kwargs):
        self.clean()  # also for those who call save() without a form: an address given away cannot be taken back
        places = type(self)._default_manager.filter(pk=self.pk).values("slug", *filter(None, [self.home]))
        before = places.first()
        super().save(*args, **kwargs)
        after = places.first()
        if before and before["slug"] != after["slug"]:
            RetiredSlug.objects.filter(kind=self.kind(), slug=self.slug).delete()
            self.retire(before["slug"])
        if before and self.home and before[self.home] != after[self.home]:
            former = RetiredSlug.objects.filter(kind=self.kind(), successor=self.pk).values_list("slug", flat=True)
            for slug in {before["slug"], *former}:
                self.retire(slug, self.kind_within(before[self.home]))

    @transaction.atomic
    def delete(self, *args, **kwargs):
        self.retire(self.slug)
        return super().delete(*args, **kwargs)

    @classmethod
    def kind(cls) -> str:
        """How addresses and retired slugs call this kind of record: "country"."""
        return cls.__name__.lower()

    @classmethod
    def kind_within(cls, home_pk: int) -> str:
        """How retired slugs call one that left a home: "question of section 12"."""
        return f"{cls.kind()} of {cls.home} {home_pk}"

    def retire(self, slug: str, kind: str = ""):
        RetiredSlug.objects.update_or_create(kind=kind or self.kind(), slug=slug, defaults={"successor": self.pk})

    def clean(self):
        super().clean()
        kind = self.kind()
        if self.slug in RESERVED_SLUGS[kind]:
            sentence = _("“%(slug)s” is an address of the portal itself; choose another.")
            raise ValidationError({"slug": ValidationError(sentence, params={"slug": self.slug})})
        if RetiredSlug.objects.filter(kind=kind, slug=self.slug).exclude(successor=self.pk or 0).exists():
            raise ValidationError({"slug": _("This slug once belonged to another record, and links to it still work.")})


class RetiredSlug(models.Model):
    """A slug that a country, section or question no longer uses, and the record that it led to."""

    kind = models.CharField(max_length=40)
    slug = models.CharField(max_length=60)
    successor = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "slug"], name="one_successor_per_retired_slug")]

    def __str__(self):
        return f"{self.kind} {self.slug}"


def new_token() -> str:
    return secrets.token_hex(16)


class ContentVersion(models.Model):
    """One row that changes with everything published, so that caches know what is old.

    The number says how often that was; a database that is restored from a backup counts on from the backup, and gives
    numbers a second time. The token is new each time: the same token is the same content, whatever was restored.
    """

    number = models.PositiveBigIntegerField(default=0)
    token = models.CharField(max_length=32, default=new_token)

    def __str__(self):
        return str(self.number)

    @classmethod
    def current(cls) -> int:
        """How often something was published. What is kept in memory is kept by `state`."""
        return cls.objects.filter(pk=1).values_list("number", flat=True).first() or 0

    @classmethod
    def state(cls) -> str:
        """The token of what is public now; empty before anything was published."""
        return cls.objects.filter(pk=1).values_list("token", flat=True).first() or ""

    @classmethod
    def bump(cls):
        """Note that something public has changed. For `rights.services` alone, inside its transactions."""
        if not cls.objects.filter(pk=1).update(number=F("number") + 1, token=new_token()):
            cls.objects.get_or_create(pk=1, defaults={"number": 1})


class Country(KeepsOldSlugs):
    """One of the 27 Member States, or the European Union itself (code EU), whose answers are the minimum."""

    code = models.CharField(_("EU code"), max_length=2, unique=True, help_text=_("EL for Greece; shown in public"))
    iso_code = models.CharField(_("ISO 3166 code"), max_length=2, unique=True, help_text=_("GR for Greece"))
    slug = SlugField(unique=True)
    name = models.CharField(_("name"), max_length=100)
    native_name = models.CharField(_("name in its own languages"), max_length=200)
    official_languages = models.JSONField(_("official languages"), default=list)
    position = models.PositiveSmallIntegerField(_("place in the EU’s protocol order"))
    alphabetical = models.JSONField(
        _("place in the alphabet of each language"), default=dict, help_text=_("language code → place")
    )

    class Meta:
        ordering = ["position"]
        verbose_name = _("country")
        verbose_name_plural = _("countries")

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("country", args=[self.slug])

    @property
    def is_union(self) -> bool:
        return self.code == EUROPEAN_UNION

    @property
    def default_source_language(self) -> str:
        return self.official_languages[0] if self.official_languages else languages.ENGLISH


class Instrument(models.Model):
    """A directive or regulation of the EU, with the countries that it does not bind.

    `title` is the one of the Official Journal; pages name it by `short`, where it has one. `applies_from` is the day by
    which it has to be in national law, empty where that is not known: before it, an answer may promise nothing yet.
    """

    slug = models.SlugField(unique=True, help_text=_("e.g. 2012-29"))
    number = models.CharField(_("number"), max_length=40, help_text=_("As cited in every language, e.g. 2012/29"))
    celex = models.CharField("CELEX", max_length=20, blank=True)
    title = models.CharField(_("title"), max_length=500)
    short = models.CharField(_("short title"), max_length=150, blank=True)
    date = models.DateField(_("date"))
    applies_from = models.DateField(_("valid from"), null=True, blank=True)
    url = models.URLField(_("address"), validators=[addresses.web_address])
    not_binding = models.ManyToManyField(
        Country, blank=True, related_name="not_bound_by", verbose_name=_("countries not bound")
    )

    class Meta:
        ordering = ["date", "slug"]
        verbose_name = _("instrument")
        verbose_name_plural = _("instruments")

    def __str__(self):
        return self.short or self.title


class Source(models.Model):
    """Where facts come from: a published page, law or leaflet, with its date and, where known, its address."""

    slug = models.CharField(max_length=80, unique=True)
    title = models.CharField(_("title"), max_length=250)
    publisher = models.CharField(_("publisher"), max_length=200)
    url = models.URLField(_("address"), blank=True, validators=[addresses.web_address])
    language = models.CharField(_("language of the source"), max_length=2, choices=languages.CHOICES)
    date = models.DateField(_("date of the source"), null=True, blank=True, help_text=_("Empty where it bears none"))

    class Meta:
        ordering = ["slug"]
        verbose_name = _("source")
        verbose_name_plural = _("sources")

    def __str__(self):
        return self.title


class CanBeTakenDown(models.Model):
    """What one urgent act takes off the public pages, in every language, until it is shown again."""

    taken_down_at = models.DateTimeField(_("taken down"), null=True, blank=True, editable=False)

    class Meta:
        abstract = True


class SupportService(CanBeTakenDown):
    """An organisation or authority that helps victims in a country."""

    class Kind(models.TextChoices):
        VICTIM_SUPPORT = "victim-support", _("Victim support")
        POLICE = "police", _("Police")
        AUTHORITY = "authority", _("Authority")
        LEGAL_AID = "legal-aid", _("Legal help")
        SHELTER = "shelter", _("Shelter")
        CHILDREN = "children", _("Help for children")
        NGO = "ngo", _("Organisation")

    country = models.ForeignKey(Country, models.CASCADE, related_name="services", verbose_name=_("country"))
    slug = models.SlugField()
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("what it does"), blank=True)
    address = models.CharField(_("address"), max_length=250, blank=True)
    hours = models.CharField(_("opening hours"), max_length=250, blank=True)
    emails = models.JSONField(_("e-mail addresses"), default=list, blank=True, validators=[addresses.mail_addresses])
    urls = models.JSONField(_("web addresses"), default=list, blank=True, validators=[addresses.web_addresses])
    source = models.ForeignKey(Source, models.PROTECT, related_name="+", verbose_name=_("source"))
    checked_on = models.DateField(_("checked on"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("place in the list"), default=0)

    class Meta:
        ordering = ["country", "position", "slug"]
        verbose_name = _("support service")
        verbose_name_plural = _("support services")
        constraints = [models.UniqueConstraint(fields=["country", "slug"], name="one_service_per_country_and_slug")]

    def __str__(self):
        return self.name


class Telephone(models.Model):
    """A telephone number of a support service, in international form."""

    service = models.ForeignKey(SupportService, models.CASCADE, related_name="telephones", verbose_name=_("service"))
    number = models.CharField(_("number"), max_length=30, help_text=_("International form: +371 80001801"))
    note = models.CharField(_("note"), max_length=150, blank=True)
    position = models.PositiveSmallIntegerField(_("place in the list"), default=0)

    class Meta:
        ordering = ["service", "position", "number"]
        verbose_name = _("telephone number")
        verbose_name_plural = _("telephone numbers")
        constraints = [models.UniqueConstraint(fields=["service", "number"], name="a_number_once_per_service")]

    def __str__(self):
        return self.number


class HelpLine(CanBeTakenDown):
    """A help line in a country: 112, a harmonised 116 number, or a national one.

    A reserved number is not a running service: `operates` is a fact per country, unknown (None) until a source says it.
    The record of the European Union holds what is the same everywhere.
    """

    country = models.ForeignKey(Country, models.CASCADE, related_name="help_lines", verbose_name=_("country"))
    number = models.CharField(_("number"), max_length=30, help_text=_("As dialled: 116006, or +371 80001801"))
    operates = models.BooleanField(_("operates"), null=True, blank=True)
    for_victims = models.BooleanField(
        _("for victims of any crime"),
        default=False,
        help_text=_("The country’s own line for victims, beside or instead of 116 006"),
    )
    name = models.CharField(_("name"), max_length=150)
    hours = models.CharField(_("hours"), max_length=250, blank=True)
    cost = models.CharField(_("cost"), max_length=150, blank=True)
    note = models.CharField(_("note"), max_length=250, blank=True)
    spoken_languages = models.JSONField(_("languages spoken"), default=list, blank=True)
    source = models.ForeignKey(Source, models.PROTECT, related_name="+", verbose_name=_("source"))
    checked_on = models.DateField(_("checked on"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("place in the list"), default=0)

    class Meta:
        ordering = ["country", "position", "number"]
        verbose_name = _("help line")
        verbose_name_plural = _("help lines")
        constraints = [models.UniqueConstraint(fields=["country", "number"], name="a_help_line_once_per_country")]

    def __str__(self):
        return f"{self.number} {self.name}"
