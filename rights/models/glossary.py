"""Words of the law that answers use, explained."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.i18n import languages

MOST_WORDS = 40  # of a meaning: it is read in the middle of another text


class GlossaryTerm(models.Model):
    """A term of the law in one language, the forms in which texts use it, and what it means in plain words.

    The slug is the same in every language, and never changes: it is in links to the glossary.
    """

    slug = models.SlugField(_("key"), max_length=60)
    language = models.CharField(_("language"), max_length=2, choices=languages.CHOICES)
    term = models.CharField(_("term"), max_length=100)
    forms = models.JSONField(
        _("forms in texts"),
        default=list,
        blank=True,
        help_text=_("One to a line; none that also means something else."),
    )
    meaning = models.CharField(_("meaning"), max_length=500)

    class Meta:
        ordering = ["language", "slug"]
        verbose_name = _("term of the glossary")
        verbose_name_plural = _("glossary")
        constraints = [models.UniqueConstraint(fields=["slug", "language"], name="one_meaning_of_a_term_in_a_language")]

    def __str__(self):
        return f"{self.language} · {self.term}"

    def clean(self):
        super().clean()
        if len(self.meaning.split()) > MOST_WORDS:
            raise ValidationError({"meaning": _("At most 40 words.")})
