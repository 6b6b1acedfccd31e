"""What search reads: an entry for each published text, the words that occur in them, and what people type instead."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from countries.models import Country
from portal.i18n import languages
from rights.models.factsheet import Answer, Question


class SearchEntry(models.Model):
    """A published text as search knows it. Written by `rights.services.search_index` only.

    Its tokens are in a table of their own, keyed by this row's `id` (`rights.services.search_backends`); here is what
    ranks an entry once it is found, and what tells whether it is still up to date.
    """

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="search_entries")
    language = models.CharField(max_length=2, choices=languages.CHOICES)
    country = models.ForeignKey(Country, models.CASCADE, related_name="+")
    question = models.ForeignKey(Question, models.CASCADE, related_name="+")
    revision_number = models.PositiveIntegerField(help_text="The version of the text that was indexed")
    wording_digest = models.CharField(max_length=16, help_text="Of the title, the country's name and the analysis")
    summary = models.TextField(blank=True, default="", help_text="Stems of In brief, in order")
    frequent_stems = models.TextField(blank=True, default="", help_text="Those the body has several times|how often")
    words = models.TextField(blank=True, default="", help_text="Every different word, as written, for the vocabulary")

    class Meta:
        verbose_name = "search entry"
        verbose_name_plural = "search entries"
        constraints = [
            models.UniqueConstraint(fields=["answer", "language"], name="one_search_entry_per_answer_and_language")
        ]
        indexes = [  # holds all that is kept in memory of them: the rows themselves need not be read
            models.Index(fields=["language", "answer", "country", "question"], name="search_entries_of_a_language")
        ]

    def __str__(self):
        return f"{self.answer_id} · {self.language}"


class Word(models.Model):
    """A word that occurs in the published texts of a language, and in how many of them."""

    pk = models.CompositePrimaryKey("language", "written")
    language = models.CharField(max_length=2)
    written = models.CharField(max_length=60, help_text="In lower case, with its diacritics")
    form = models.CharField(max_length=80, help_text="Folded")
    stem = models.CharField(max_length=80, help_text="Folded; what is matched")
    count = models.IntegerField(default=0)

    class Meta:
        verbose_name = "word"
        verbose_name_plural = "words"
        indexes = [models.Index(fields=["language", "form"], name="words_by_form")]

    def __str__(self):
        return f"{self.language} · {self.written}"


class Synonym(models.Model):
    """What people type and the law does not say, with the law's words; or words that somebody types in danger."""

    class Kind(models.TextChoices):
        SYNONYM = "synonym", _("other words for the same thing")
        DANGER = "danger", _("words of immediate danger: 112 shows first")

    slug = models.SlugField(_("key"), max_length=60, unique=True)
    language = models.CharField(_("language"), max_length=2, choices=languages.CHOICES)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.SYNONYM)
    words = models.JSONField(_("what people type"), default=list)
    means = models.JSONField(_("words of the law"), default=list, blank=True)

    class Meta:
        ordering = ["language", "kind", "slug"]
        verbose_name = _("synonym")
        verbose_name_plural = _("synonyms")

    def __str__(self):
        return f"{self.language} · {', '.join(self.words)}"

    def clean(self):
        """A synonym means something; words of danger mean danger."""
        super().clean()
        if bool(self.means) != (self.kind == self.Kind.SYNONYM):
            raise ValidationError({"means": _("Give the words of the law for a synonym, and for nothing else.")})
