"""Django's `migrate`, one at a time."""

from django.core.management.commands import migrate

from portal.starting import one_at_a_time


class Command(migrate.Command):
    def execute(self, *args, **options):
        with one_at_a_time(self.stdout.write):  # its checks open the database already
            return super().execute(*args, **options)
