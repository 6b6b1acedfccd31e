"""Mail everybody what waits for them on the desk: one mail a day at most, and none where nothing waits.

The work of every morning: reports of readers that have waited too long are deleted first.
"""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import send_mail
from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from rights.desk import inbox
from rights.models import Digest
from rights.services import reports


class Command(BaseCommand):
    help = "Mails what waits on the desk, at most once a day to each person. Run it every morning."

    def handle(self, **options):
        reports.delete_old()
        today = timezone.localdate()
        sent, failed = 0, 0
        for person in people():
            piles = inbox.for_person(person)
            if not person.has_usable_password() or not piles or not claim(person, today):
                continue
            try:
                send_mail(_("What waits for you on the editors’ desk"), digest(piles), None, [person.email])
                sent += 1
            except (OSError, ValueError) as fault:  # the mail server is away: today's mail may be tried again
                Digest.objects.filter(user=person).delete()
                failed += 1
                self.stderr.write(f"{person.pk}: {type(fault).__name__}: {fault}")
        self.stdout.write(f"{sent} sent, {failed} failed")
        if failed:
            raise CommandError("Some mails could not be sent; run the command again later.")


def people():
    """Everybody who can sign in, has an address and something to do."""
    able = get_user_model().objects.filter(is_active=True, is_staff=True).exclude(email="")
    return able.filter(Q(assignments__isnull=False) | Q(is_superuser=True)).distinct().order_by("pk")


def claim(person, today) -> bool:
    """Note that a person gets today's mail; False where they had it already (two runs at once included)."""
    digest, made = Digest.objects.get_or_create(user=person, defaults={"sent_on": today})
    return made or bool(Digest.objects.filter(pk=digest.pk, sent_on__lt=today).update(sent_on=today))


def digest(piles: inbox.Inbox) -> str:
    headed = [
        (_("Returned to you"), piles.returned),
        (_("To review"), piles.to_review),
        (_("Outdated translations"), piles.outdated),
        (_("Check is overdue"), piles.overdue),
        (_("Check due within 30 days"), piles.due_soon),
        (_("To translate"), piles.to_translate),
    ]
    context = {
        "piles": [(heading, pile) for heading, pile in headed if pile],
        "reports": piles.reports,  # how many, never what they say: mail is read by others
        "address": settings.DESK_ADDRESS,
    }
    return render_to_string("admin/mail/digest.txt", context)
