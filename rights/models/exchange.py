"""What editors taught the importer."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.i18n import languages
from rights.models.factsheet import Question


class ConfirmedHeading(models.Model):
    """A heading of published text that an editor put to a question: later imports in that language know it."""

    language = models.CharField(_("language"), max_length=2, choices=languages.CHOICES)
    folded = models.CharField(_("heading, for comparing"), max_length=400, help_text="rights.importer.decoding.fold")
    question = models.ForeignKey(Question, models.CASCADE, related_name="+", verbose_name=_("question"))
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    confirmed_at = models.DateTimeField(_("confirmed"), auto_now=True)

    class Meta:
        ordering = ["language", "folded"]
        verbose_name = _("confirmed heading")
        verbose_name_plural = _("confirmed headings")
        constraints = [
            models.UniqueConstraint(fields=["language", "folded"], name="one_question_per_language_and_heading")
        ]

    def __str__(self):
        return f"{self.language} · {self.folded}"
