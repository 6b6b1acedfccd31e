"""What readers report, and what every reader is told."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from countries.models import Country, HelpLine
from portal.i18n import languages
from rights.models.factsheet import Question


class MistakeReport(models.Model):
    """What a reader says is wrong with a country's answer. Nothing in it says who that was; see `services.reports`."""

    country = models.ForeignKey(Country, models.CASCADE, related_name="+", verbose_name=_("country"))
    question = models.ForeignKey(Question, models.CASCADE, related_name="+", verbose_name=_("question"))
    language = models.CharField(
        _("language"), max_length=2, choices=languages.CHOICES, help_text="Of the page that they read"
    )
    text = models.TextField(_("text"))
    received_at = models.DateTimeField(help_text="The hour, no more: a minute could be matched with other records")

    class Meta:
        ordering = ["received_at", "pk"]

    def __str__(self):
        return f"{self.country_id} · {self.question_id} · {self.language}"


class SiteNotice(models.Model):
    """A notice on top of every public page from one day to another, chosen from sentences in all 24 languages."""

    class Kind(models.TextChoices):
        DEAD_LINE = "dead-line", _("a help line cannot be reached")
        CHANGED_LAW = "changed-law", _("a law has changed")
        REPAIR = "repair", _("this site is being repaired")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    help_line = models.ForeignKey(
        HelpLine, models.CASCADE, related_name="+", null=True, blank=True, verbose_name=_("help line")
    )
    country = models.ForeignKey(
        Country, models.CASCADE, related_name="+", null=True, blank=True, verbose_name=_("country")
    )
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))

    class Meta:
        ordering = ["-starts_on", "-pk"]
        verbose_name = _("notice on every page")
        verbose_name_plural = _("notices on every page")

    def __str__(self):
        return f"{self.get_kind_display()} · {self.starts_on}"

    def clean(self):
        """A notice names what its kind is about, and nothing else."""
        about: dict[str, str] = {self.Kind.DEAD_LINE: "help_line", self.Kind.CHANGED_LAW: "country"}
        needed = about.get(self.kind)
        for name in ("help_line", "country"):
            if name != needed:
                setattr(self, name, None)
            elif getattr(self, name) is None:
                raise ValidationError({name: _("Choose one: the sentence names it.")})
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": _("The last day lies before the first.")})
