"""People: who may do what, inviting them, a lost second factor, leaving."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.tokens import default_token_generator
from django.db.models import Q
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from countries.models import Country
from rights import permissions
from rights.desk import mails, second_factor
from rights.desk.records import ManagersOnly
from rights.models import Assignment

User = get_user_model()


class AssignmentForm(forms.ModelForm):
    """A person by e-mail address: somebody unknown here is invited."""

    email = forms.EmailField(label=gettext_lazy("E-mail address"), max_length=150)
    full_name = forms.CharField(label=gettext_lazy("Name"), max_length=150, required=False)

    class Meta:
        model = Assignment
        fields = ["email", "full_name", "role", "country", "language"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["email"].initial = self.instance.user.email
            self.fields["email"].disabled = True
            self.fields["full_name"].initial = self.instance.user.get_full_name()
            self.fields["full_name"].disabled = True

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()

    def clean(self):
        data = super().clean()
        twin = Assignment.objects.filter(
            Q(user__email__iexact=data.get("email", "")) | Q(user__username__iexact=data.get("email", "")),
            role=data.get("role"),
            country=data.get("country"),
            language=data.get("language", ""),
        ).exclude(pk=self.instance.pk)
        if twin.exists():
            raise forms.ValidationError(_("This person has this assignment already."))
        if data.get("role") == Assignment.Role.MANAGER and data.get("language"):
            self.add_error("language", _("A manager manages the whole country: leave the language empty."))
        return data


def person_by_email(email: str, full_name: str) -> tuple[object, bool]:
    """The person with an address, and whether they are new here; new ones have no password until they set it."""
    person = User.objects.filter(Q(email__iexact=email) | Q(username__iexact=email)).first()
    if person:
        return person, False
    first, _space, last = full_name.partition(" ")
    person = User(username=email, email=email, first_name=first, last_name=last, is_staff=True)
    person.set_unusable_password()
    person.save()
    return person, True


def invite(person):
    """Mail a link that lets a person set their password; it ends when used, or after Django's three days."""
    address = reverse(
        "password_reset_confirm",
        kwargs={
            "uidb64": urlsafe_base64_encode(force_bytes(person.pk)),
            "token": default_token_generator.make_token(person),
        },
    )
    subject = _("Your invitation to the victims’ rights portal")
    mails.send(person, subject, "admin/mail/invitation.txt", address=mails.link(address))


def both_write_and_review(countries) -> list[tuple[Country, list]]:
    """Who writes and reviews for one of these countries, as far as it shows: each with the accounts that may be theirs.

    Nobody publishes their own text; whoever has two accounts could. Accounts are taken for one person's where they have
    one name, or one mailbox ("anna+desk@…" is anna's).
    """
    found = []
    roles = [*permissions.WRITES_TRANSLATION, *permissions.REVIEWS]
    assigned = Assignment.objects.filter(country__in=countries, role__in=roles, user__is_active=True)
    accounts: dict[tuple, dict] = {}
    for one in assigned.select_related("user", "country").order_by("country__code", "user__username"):
        for same in _marks(one.user):
            accounts.setdefault((one.country, same), {}).setdefault(one.user, set()).add(one.role)
    for (country, _mark), people in accounts.items():
        held = set().union(*people.values())
        if held & set(permissions.REVIEWS) and held & set(permissions.WRITES_TRANSLATION):
            found.append((country, list(people)))
    return [row for at, row in enumerate(found) if not any(_is_part(row, other) for other in found[:at])]


def _marks(person) -> set[str]:
    mailbox, _at, host = person.email.casefold().partition("@")
    name = " ".join(person.get_full_name().casefold().split())
    return {person.get_username(), f"{mailbox.partition('+')[0]}@{host}", name} - {"", "@"}


def _is_part(row: tuple, other: tuple) -> bool:
    return row[0] == other[0] and set(row[1]) <= set(other[1])


@admin.register(Assignment)
class AssignmentAdmin(ManagersOnly, admin.ModelAdmin):
    form = AssignmentForm
    list_display = ["user", "role", "country", "language"]
    list_filter = ["role", "language"]
    search_fields = ["user__email", "user__last_name"]
    change_list_template = "admin/desk/assignments.html"
    actions = ["invite_again", "reset_second_factor", "end_everything_here"]

    def changelist_view(self, request, extra_context=None):
        named = both_write_and_review(self.managed(request))
        return super().changelist_view(request, {**(extra_context or {}), "both_write_and_review": named})

    def save_model(self, request, obj, form, change):
        if not change:
            person, is_new = person_by_email(form.cleaned_data["email"], form.cleaned_data["full_name"])
            if not person.is_staff:
                person.is_staff = True
                person.save(update_fields=["is_staff"])
            obj.user = person
            if is_new:
                self.invite(request, [person])
        super().save_model(request, obj, form, change)

    def people(self, queryset):
        """The people behind some assignments, superusers apart: a manager's hand does not reach them."""
        return User.objects.filter(assignments__in=queryset, is_superuser=False).distinct()

    def people_of_mine_alone(self, request, queryset):
        """Those who work for nobody but this manager's countries: whose sign-in the manager may reset."""
        others = Assignment.objects.exclude(country__in=self.managed(request)).values("user")
        return self.people(queryset).exclude(pk__in=others)

    def invite(self, request, people):
        """Mail invitations; where the mail server is away, say who got none."""
        for person in people:
            try:
                invite(person)
                self.message_user(request, _("%s was invited by e-mail.") % person.email)
            except (OSError, ValueError):
                sentence = _("%s could not be mailed. Use “Send the invitation again” later.") % person.email
                self.message_user(request, sentence, messages.ERROR)

    @admin.action(description=gettext_lazy("Send the invitation again"))
    def invite_again(self, request, queryset):
        waiting = [person for person in self.people(queryset) if not person.has_usable_password()]
        self.invite(request, waiting)

    @admin.action(description=gettext_lazy("Reset the second factor (a lost telephone)"))
    def reset_second_factor(self, request, queryset):
        people = list(self.people_of_mine_alone(request, queryset))
        for person in people:
            second_factor.reset(person)
            second_factor.tell(person)
            LogEntry.objects.log_actions(
                request.user.pk, User.objects.filter(pk=person.pk), CHANGE, "The second factor was reset."
            )
        sentence = ngettext("%d second factor reset.", "%d second factors reset.", len(people)) % len(people)
        self.message_user(request, sentence)
        left = self.people(queryset).count() - len(people)
        if left:
            sentence = ngettext(
                "%d person also works for another country: ask an administrator of the portal.",
                "%d people also work for another country: ask an administrator of the portal.",
                left,
            )
            self.message_user(request, sentence % left, messages.WARNING)

    @admin.action(description=gettext_lazy("Leaving: end every assignment of these people in my countries"))
    def end_everything_here(self, request, queryset):
        leaving = Assignment.objects.filter(user__in=self.people(queryset), country__in=self.managed(request))
        self.log_deletions(request, leaving)
        ended, _by_model = leaving.delete()
        sentence = ngettext(
            "%d assignment ended. Texts keep their author.", "%d assignments ended. Texts keep their author.", ended
        )
        self.message_user(request, sentence % ended)
