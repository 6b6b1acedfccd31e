"""Mistakes that readers report: nobody knows from whom; kept until somebody has dealt with them, 90 days at most.

Nothing can be counted by person where nobody is known, so the bounds are on what is kept: reports of one answer that
wait, and reports of one hour. Who fills them keeps others from reporting for a while, and no more than that.
"""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from countries.models import Country
from rights.models import MistakeReport
from rights.permissions import may_see_reports
from rights.services.errors import Refusal, require

LONGEST = 1000  # characters
MOST_OF_AN_ANSWER = 20
MOST_OF_AN_HOUR = 120
KEPT = datetime.timedelta(days=90)
CONTROLS = {code: None for code in (*range(32), *range(127, 160)) if chr(code) != "\n"}


class TooMany(Refusal):
    """As many reports wait as are kept."""

    def __init__(self):
        super().__init__(_("Your report could not be taken just now. Please try again later."))


@transaction.atomic
def take(country: int, question: int, language: str, text: str) -> None:
    """Keep what a reader reports of an answer, by the keys of its country and question.

    The same words about the same answer are kept once: a page that was sent is often loaded again. Raises `Refusal`.
    """
    text = text.replace("\r\n", "\n").translate(CONTROLS).strip()
    if not text:
        raise Refusal(_("Write what is wrong."))
    if len(text) > LONGEST:
        sentence = _("Your text has %(length)d characters; shorten it to %(limit)d at most.")
        raise Refusal(sentence % {"length": len(text), "limit": LONGEST})
    delete_old()
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    of_answer = MistakeReport.objects.filter(country=country, question=question)
    if of_answer.filter(text=text).exists():
        return
    if (
        of_answer.count() >= MOST_OF_AN_ANSWER
        or MistakeReport.objects.filter(received_at__gte=hour).count() >= MOST_OF_AN_HOUR
    ):
        raise TooMany
    MistakeReport.objects.create(
        country_id=country, question_id=question, language=language, text=text, received_at=hour
    )


@transaction.atomic
def settle(country: Country, key: int, person) -> None:
    """A report was dealt with: it is deleted. One of another country, or one that is gone, is no fault."""
    require(may_see_reports(person, country))
    MistakeReport.objects.filter(pk=key, country=country).delete()


def delete_old() -> int:
    """Delete what has waited too long; returns how many."""
    return MistakeReport.objects.filter(received_at__lt=timezone.now() - KEPT).delete()[0]
