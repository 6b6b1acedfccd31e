"""Setting a password by a link in a mail: an invitation, or one that was forgotten."""

from axes.utils import reset
from django.contrib.auth.views import PasswordResetConfirmView


class NewPassword(PasswordResetConfirmView):
    """Whoever holds the link may sign in at once, also after too many wrong passwords."""

    def form_valid(self, form):
        reset(username=form.user.get_username())
        return super().form_valid(form)
