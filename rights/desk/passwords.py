"""Setting a password by a link in a mail: an invitation, or one that was forgotten."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.forms import PasswordResetForm
from django.contrib.auth.views import PasswordResetConfirmView, PasswordResetView

from portal.web.throttling import MINUTE, Limit, source_of
from rights.desk import second_factor
from rights.desk.sign_in import forgive, make_known

MAILS = Limit("mails to set a new password, to a person", 3, 60 * MINUTE)
ASKED = Limit("mails to set a new password, asked for from one place", 20, 60 * MINUTE)


class ForgottenPasswordForm(PasswordResetForm):
    """Mails a person a few times an hour at most; whoever asks reads the same page each time."""

    def __init__(self, *args, source: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.source = source

    def get_users(self, email):
        if ASKED.is_reached(self.source):
            return
        ASKED.count(self.source)
        for person in super().get_users(email):
            if not MAILS.is_reached(str(person.pk)):
                MAILS.count(str(person.pk))
                yield person

    def save(self, **options) -> None:  # type: ignore[override]  # Django names each of them
        """With links to the configured address: the request's own is the word of whoever sent it."""
        desk = urlsplit(settings.DESK_ADDRESS)
        super().save(**{**options, "domain_override": desk.netloc, "use_https": desk.scheme == "https"})


class ForgottenPassword(PasswordResetView):
    form_class = ForgottenPasswordForm

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "source": source_of(self.request)}


class NewPassword(PasswordResetConfirmView):
    """Whoever holds the link may sign in at once, also after too many wrong passwords and codes."""

    def form_valid(self, form):
        response = super().form_valid(form)
        forgive(self.request, form.user.get_username())
        make_known(self.request, response, form.user)
        second_factor.forgive(form.user)
        return response
