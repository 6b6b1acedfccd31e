"""Seals what the database keeps secret with the present SECRET_KEY: after it, the former keys may go."""

from django.core.management.base import BaseCommand

from portal import sealing
from rights.models import CodeDevice


class Command(BaseCommand):
    help = "Seal the keys of one-time codes with the present secret key; what a former one sealed opens until then."

    def handle(self, *args, **options):
        lost = 0
        for telephone in CodeDevice.objects.all():
            try:
                telephone.seal_anew()
            except sealing.Unsealable:
                lost += 1
        if lost:
            self.stderr.write(f"{lost} telephones were sealed with a secret key that is not known: reset them.")
