"""How an answer came to be public: its versions, who may write them, and what was shipped."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from countries.models import CanBeTakenDown, Country, Source
from portal.i18n import languages
from rights.models.factsheet import Answer


class Revision(models.Model):
    """One version of an answer in one language: a draft, a text in review, a published one or a former one."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        IN_REVIEW = "in-review", _("in review")
        RETURNED = "returned", _("returned")
        PUBLISHED = "published", _("published")
        SUPERSEDED = "superseded", _("superseded")
        WITHDRAWN = "withdrawn", _("withdrawn")
        DISCARDED = "discarded", _("put away")

    OPEN = (State.DRAFT, State.IN_REVIEW, State.RETURNED)

    class Significance(models.TextChoices):
        SUBSTANTIVE = "substantive", _("substantive")
        MINOR = "minor", _("minor")

    class Origin(models.TextChoices):
        WRITTEN = "written", _("written here")
        TRANSLATION = "translation", _("translation")
        UNREVIEWED_TRANSLATION = "unreviewed-translation", _("translation not yet reviewed")
        IMPORT = "import", _("imported")
        SEED = "seed", _("came with the portal, not yet reviewed")

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="revisions", verbose_name=_("answer"))
    language = models.CharField(_("language"), max_length=2, choices=languages.CHOICES)
    number = models.PositiveIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=20, choices=Answer.Kind.choices, default=Answer.Kind.TEXT)
    summary = models.TextField(_("In brief"), blank=True, default="")
    body = models.TextField(_("answer"), blank=True, default="")
    legal_basis = models.TextField(_("legal basis"), blank=True, default="")
    sources = models.ManyToManyField(Source, related_name="+", blank=True, verbose_name=_("sources"))
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.DRAFT)
    significance = models.CharField(
        _("significance of the change"), max_length=20, choices=Significance.choices, default=Significance.SUBSTANTIVE
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("started from")
    )
    based_on = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="renderings", verbose_name=_("translated from")
    )
    origin = models.CharField(_("origin"), max_length=30, choices=Origin.choices, default=Origin.WRITTEN)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="revisions"
    )
    writers = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        related_name="+",
        blank=True,
        help_text="Everybody who changed a word of it: four eyes",
    )
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    comment = models.TextField(_("comment"), blank=True, default="", help_text=_("Why it was returned or withdrawn"))
    created_at = models.DateTimeField(_("begun"), auto_now_add=True)
    saved_at = models.DateTimeField(_("last saved"), auto_now=True)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    ended_at = models.DateTimeField(_("superseded or withdrawn"), null=True, blank=True)

    class Meta:
        ordering = ["answer", "language", "number"]
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        constraints = [
            models.UniqueConstraint(fields=["answer", "language", "number"], name="revisions_are_numbered"),
            models.UniqueConstraint(
                fields=["answer", "language"],
                condition=Q(state__in=["draft", "in-review", "returned"]),
                name="one_open_revision_per_answer_and_language",
            ),
            models.UniqueConstraint(
                fields=["answer", "language"],
                condition=Q(state="published"),
                name="one_published_revision_per_answer_and_language",
            ),
        ]

    def __str__(self):
        return f"{self.answer} · {self.language} · {self.number}"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def is_translation(self) -> bool:
        return self.language != self.answer.source_language


class Publication(CanBeTakenDown):
    """Which version of an answer is public in a language. Written by the workflow only; no row, not public.

    One that was taken down shows a notice in place of its text.
    """

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="publications", verbose_name=_("answer"))
    language = models.CharField(_("language"), max_length=2, choices=languages.CHOICES)
    revision = models.OneToOneField(Revision, models.PROTECT, related_name="publication", verbose_name=_("version"))
    since = models.DateTimeField(_("public since"))
    origin = models.CharField(_("origin"), max_length=30, choices=Revision.Origin.choices)
    outdated_since = models.DateTimeField(
        _("outdated since"),
        null=True,
        blank=True,
        help_text=_("When a source text with a substantive change appeared after the one that this renders"),
    )

    class Meta:
        ordering = ["answer", "language"]
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        constraints = [
            models.UniqueConstraint(fields=["answer", "language"], name="one_publication_per_answer_and_language")
        ]

    def __str__(self):
        return f"{self.answer} · {self.language}"


class Assignment(models.Model):
    """What a person may do for a country, in one language or (language left empty) in all of them."""

    class Role(models.TextChoices):
        AUTHOR = "author", _("author")
        TRANSLATOR = "translator", _("translator")
        REVIEWER = "reviewer", _("reviewer")
        MANAGER = "manager", _("manager")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="assignments")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    country = models.ForeignKey(Country, models.CASCADE, related_name="assignments", verbose_name=_("country"))
    language = models.CharField(
        _("language"), max_length=2, choices=languages.CHOICES, blank=True, help_text=_("Empty: every language")
    )

    class Meta:
        ordering = ["country", "language", "role", "user"]
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints = [
            models.UniqueConstraint(fields=["user", "role", "country", "language"], name="an_assignment_once")
        ]

    def __str__(self):
        return f"{self.user} · {self.role} · {self.country.code} {self.language}"


class Opened(models.Model):
    """That a reviewer has opened a version as it was at `saved_at`: only what was read may be published in one go."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    revision = models.ForeignKey(Revision, models.CASCADE, related_name="opened_by")
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "revision"], name="opened_once_per_person")]

    def __str__(self):
        return f"{self.user} · {self.revision_id}"


class Digest(models.Model):
    """The day on which a person was last mailed what waits for them: at most one mail a day."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    sent_on = models.DateField()

    def __str__(self):
        return f"{self.user} · {self.sent_on}"


class Change(models.Model):
    """What a public record (a service, a help line, a name) said after somebody changed it, and before.

    Of an answer: that it was taken down or shown again, and why.
    """

    record = models.CharField(_("record"), max_length=100, help_text=_("app.model:key"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("author")
    )
    at = models.DateTimeField(_("changed"), auto_now_add=True)
    before = models.JSONField(_("before"), default=dict)
    after = models.JSONField(_("after"), default=dict)
    reason = models.TextField(_("Why"), blank=True, default="")

    class Meta:
        ordering = ["record", "at", "pk"]
        indexes = [models.Index(fields=["record"], name="changes_of_a_record")]
        verbose_name = _("change")
        verbose_name_plural = _("changes")

    def __str__(self):
        return f"{self.record} · {self.at:%Y-%m-%d}"


class Shipped(models.Model):
    """The hashes of a row's fields as they were last shipped: a row that still has them was not edited."""

    key = models.CharField(max_length=160, unique=True)
    digests = models.JSONField(default=dict)

    class Meta:
        ordering = ["key"]

    def __str__(self):
        return self.key
