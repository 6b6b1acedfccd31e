"""The questionnaire, the same for every country, and each country's published answers."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from countries.models import Country, Instrument, KeepsOldSlugs, SlugField, Source
from portal.i18n import languages
from rights.querysets import AnswerQuerySet


class Section(KeepsOldSlugs):
    """A part of the factsheet: a stage of the proceedings, or what runs beside it."""

    class Audience(models.TextChoices):
        VICTIM = "victim", _("victims")
        ACCUSED = "accused", _("people accused of a crime")

    slug = SlugField(unique=True)
    title = models.CharField(_("title"), max_length=100)
    description = models.CharField(_("description"), max_length=250, blank=True)
    audience = models.CharField(_("audience"), max_length=10, choices=Audience.choices, default=Audience.VICTIM)
    position = models.PositiveSmallIntegerField(_("place"))

    class Meta:
        ordering = ["position"]
        verbose_name = _("section")
        verbose_name_plural = _("sections")

    def __str__(self):
        return self.title


class QuestionGroup(models.Model):
    """A sub-heading that groups questions within a section."""

    section = models.ForeignKey(Section, models.CASCADE, related_name="groups", verbose_name=_("section"))
    slug = models.SlugField()
    title = models.CharField(_("title"), max_length=100)
    position = models.PositiveSmallIntegerField(_("place"))

    class Meta:
        ordering = ["section", "position"]
        verbose_name = _("group of questions")
        verbose_name_plural = _("groups of questions")
        constraints = [models.UniqueConstraint(fields=["section", "slug"], name="one_group_per_section_and_slug")]

    def __str__(self):
        return self.title


class Question(KeepsOldSlugs):
    """One canonical question; every country answers the same one."""

    home = "section"
    section = models.ForeignKey(Section, models.PROTECT, related_name="questions", verbose_name=_("section"))
    group = models.ForeignKey(
        QuestionGroup, models.PROTECT, related_name="questions", null=True, blank=True, verbose_name=_("group")
    )
    slug = SlugField(unique=True)
    title = models.CharField(_("question"), max_length=200)
    short = models.CharField(_("short title"), max_length=60)
    asks = models.CharField(_("what it asks"), max_length=250, help_text=_("For editors, in English"))
    five_part = models.CharField(_("number in the five-part template"), max_length=30, blank=True)
    four_part = models.CharField(_("numbers in the four-part template"), max_length=30, blank=True)
    position = models.PositiveSmallIntegerField(_("place in the questionnaire"))

    class Meta:
        ordering = ["position"]
        verbose_name = _("question")
        verbose_name_plural = _("questions")

    def __str__(self):
        return self.title


class Answer(models.Model):
    """A country's answer to a question. The translated columns hold **published** text only.

    Drafts and history are rows of `Revision`; `Publication` says which languages are public. Everything written here
    is written by `rights.services`.
    """

    class Kind(models.TextChoices):
        TEXT = "text", _("answer")
        NO_RIGHT = "no-right", _("the law gives no such right")
        DOES_NOT_APPLY = "does-not-apply", _("does not apply here")

    country = models.ForeignKey(Country, models.CASCADE, related_name="answers", verbose_name=_("country"))
    question = models.ForeignKey(Question, models.PROTECT, related_name="answers", verbose_name=_("question"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.TEXT)
    source_language = models.CharField(
        _("source language"), max_length=2, choices=languages.CHOICES, default=languages.ENGLISH
    )
    summary = models.TextField(_("In brief"), blank=True, default="")
    body = models.TextField(_("answer"), blank=True, default="")
    legal_basis = models.TextField(_("legal basis"), blank=True, default="", help_text=_("One law to a line"))
    sources = models.ManyToManyField(Source, related_name="answers", blank=True, verbose_name=_("sources"))
    instruments = models.ManyToManyField(
        Instrument,
        related_name="answers",
        blank=True,
        verbose_name=_("instruments"),
        help_text=_("For answers of the European Union: what the text rests on before any heading that names another"),
    )
    source_base = models.ForeignKey(
        "Revision",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="The version that stood when its language became the source language; translations of a former "
        "source language count as made from it",
    )
    checked_on = models.DateField(_("last checked on"), null=True, blank=True)
    review_due = models.DateField(_("due for review on"), null=True, blank=True)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        ordering = ["country", "question"]
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            models.UniqueConstraint(fields=["country", "question"], name="one_answer_per_country_and_question")
        ]

    def __str__(self):
        return f"{self.country.code} · {self.question.slug}"

    def get_absolute_url(self):
        return reverse("question", args=[self.country.slug, self.question.section.slug, self.question.slug])
