"""The second factor: a time-based one-time code (RFC 6238), with recovery codes for a lost telephone."""

import contextlib
import re
import secrets
import time
from base64 import b32encode
from hashlib import sha256

import segno
from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django_otp import login, verify_token
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken

from portal import sealing
from rights.desk import mails
from rights.desk.sign_in import Guesses, SignInForm
from rights.models import CodeDevice

RECOVERY_CODES = 10
RECOVERY = "recovery"
NEW_KEY = "second_factor_key"
PROVEN_AT = "second_factor_proven_at"
PROVEN_FOR = 600  # seconds
KINDS = (CodeDevice, StaticDevice)
CODE = re.compile(r"[0-9]{6}|[a-z2-7]{8,16}")  # of a telephone; for recovery
WRONG = gettext_lazy("This code is not right, or was used already. Wait for the next one and try again.")


class CodeForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=32,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "text", "autofocus": True}),
    )

    def clean_code(self) -> str:
        """The digits 0 to 9 and plain letters alone: what else Python takes for a digit is no code."""
        code = self.cleaned_data["code"].replace(" ", "").replace("-", "").lower()
        if code and not CODE.fullmatch(code):
            raise forms.ValidationError(WRONG)
        return code


class ProofForm(CodeForm):
    """One of both."""

    password = forms.CharField(
        label=gettext_lazy("Password"),
        required=False,
        strip=False,
        max_length=4096,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].required = False

    def clean(self):
        data = super().clean()
        if not any(data.get(name) for name in ("code", "password")) and not self.errors:
            self.add_error("code", self.fields["code"].error_messages["required"])
        return data


def device_of(user) -> CodeDevice | None:
    return CodeDevice.objects.devices_for_user(user, confirmed=True).first()


def is_wanted(user) -> bool:
    """Whether a signed-in person must still give a code: always once they have a device, and in production."""
    return not user.is_verified() and (settings.TWO_FACTOR or device_of(user) is not None)


def next_address(request: HttpRequest) -> str:
    address = request.GET.get(REDIRECT_FIELD_NAME, "")
    if url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure()):
        return address
    return reverse("admin:index")


def page(request: HttpRequest, template: str, **context) -> TemplateResponse:
    # Without `each_context`: somebody who is half signed in sees nothing of the desk.
    return TemplateResponse(request, template, {"site_header": admin.site.site_header, **context})


def take(user, code: str):
    """The device whose code this is. Six digits are the telephone's, anything else a recovery code: a mistyped code of
    one kind does not slow the other down. Raises `ValidationError` with the sentence to be shown.
    """
    kind, given = (CodeDevice, code) if len(code) == 6 else (StaticDevice, kept_form(code))
    for device in kind.objects.devices_for_user(user, confirmed=True):
        is_allowed, why = device.verify_is_allowed()
        if not is_allowed:
            sentence = _("Too many wrong codes: none is taken before %s. Then give a new one.")
            raise forms.ValidationError(sentence % moment(why["locked_until"]))
        if verified := verify_token(user, device.persistent_id, given):
            forgive(user)
            return verified
    raise forms.ValidationError(WRONG)


def moment(time) -> str:
    """The minute after a time, in local time and the reader's language, with its day where that is not today."""
    then = timezone.localtime(time + timezone.timedelta(seconds=60))
    is_today = then.date() == timezone.localdate()
    return date_format(then, "TIME_FORMAT" if is_today else "SHORT_DATETIME_FORMAT")


def forgive(user) -> None:
    """Forget a person's wrong codes."""
    for kind in KINDS:
        devices = kind.objects.devices_for_user(user)
        devices.update(throttling_failure_timestamp=None, throttling_failure_count=0)


def enter(request: HttpRequest, device) -> None:
    """Let in whoever gave this device's code. The session gets a new name: nobody who knew it before comes along."""
    login(request, device)
    request.session.cycle_key()


@never_cache
def verify(request: HttpRequest) -> HttpResponse:
    """Ask for the code. Devices themselves slow down those who guess."""
    if not (request.user.is_active and request.user.is_staff):
        return redirect_to_login(request.get_full_path(), reverse("admin:login"))
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            device = take(request.user, form.cleaned_data["code"])
        except forms.ValidationError as refusal:
            form.add_error("code", refusal)
        else:
            enter(request, device)
            if device.name == RECOVERY:
                left = StaticToken.objects.filter(device=device).count()
                messages.warning(request, _("You used a recovery code; %d are left.") % left)
            return redirect(next_address(request))
    return page(request, "admin/second_factor/verify.html", form=form, title=_("Your code"))


@never_cache
def prove(request: HttpRequest) -> HttpResponse:
    """Ask once more who this is, before another telephone or other codes take over: a desk may be left open."""
    form = ProofForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            check_proof(request, **form.cleaned_data)
        except forms.ValidationError as refusal:
            form.add_error("password" if form.cleaned_data["password"] else "code", refusal)
        else:
            request.session[PROVEN_AT] = time.time()
            return redirect("admin:second_factor_set_up")
    return page(request, "admin/second_factor/prove.html", form=form, title=_("A second factor"))


def check_proof(request: HttpRequest, code: str, password: str) -> None:
    """Raises `ValidationError`."""
    if not password:
        take(request.user, code)
        return
    guesses = Guesses(request, request.user.get_username())
    if guesses.are_too_many() or not request.user.check_password(password):
        guesses.one_more()
        raise SignInForm(request).get_invalid_login_error()


def is_proven(request: HttpRequest) -> bool:
    return time.time() - request.session.get(PROVEN_AT, 0) < PROVEN_FOR


@never_cache
def set_up(request: HttpRequest) -> HttpResponse:
    """Set a device up with a QR code; it counts once a code from it was given."""
    user = request.user
    if not (user.is_active and user.is_staff):
        return redirect_to_login(request.get_full_path(), reverse("admin:login"))
    has_device = device_of(user) is not None
    if has_device and not user.is_verified():
        return redirect("admin:second_factor_verify")
    if has_device and not is_proven(request):
        return redirect("admin:second_factor_prove")
    device = CodeDevice.with_key(user, key_begun(request))
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if confirm(device, form.cleaned_data["code"]):
            del request.session[NEW_KEY]
            enter(request, device)
            return codes_page(request)
        form.add_error("code", _("This code is not right. Is the clock of your telephone right? Try the next code."))
    qr = mark_safe(segno.make(device.config_url, error="m").svg_inline(scale=5, dark="#000", light="#fff"))
    return page(
        request,
        "admin/second_factor/set_up.html",
        form=form,
        qr=qr,
        key=device.config_url,
        has_device=has_device,
        title=_("A second factor"),
    )


def key_begun(request: HttpRequest) -> bytes:
    """The key that waits for its first code. It is in this session alone, sealed: nobody else has seen it."""
    purpose = f"telephone to be of {request.user.pk}"
    try:
        return sealing.unseal(request.session.get(NEW_KEY, ""), purpose)
    except sealing.Unsealable:
        key = secrets.token_bytes(20)
        request.session[NEW_KEY] = sealing.seal(key, purpose)
        return key


@transaction.atomic
def confirm(device: CodeDevice, code: str) -> bool:
    """Take a new device into use in place of any other, if the code is its own."""
    generator = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    generator.time = time.time()
    if not code.isdigit() or not generator.verify(int(code), device.tolerance):
        return False
    CodeDevice.objects.filter(user=device.user).delete()
    device.last_t = generator.t()  # this code is used up
    device.save()
    return True


@never_cache
def codes(request: HttpRequest) -> HttpResponse:
    """New recovery codes; the old ones end."""
    if request.method != "POST" or not device_of(request.user):
        return redirect("admin:index")
    return codes_page(request) if is_proven(request) else redirect("admin:second_factor_prove")


def codes_page(request: HttpRequest) -> HttpResponse:
    """New recovery codes, shown this once; the proof is used up, and the person hears of it by mail."""
    made = new_codes(request.user)
    request.session.pop(PROVEN_AT, None)
    tell(request.user)
    return page(request, "admin/second_factor/codes.html", codes=made, title=_("Recovery codes"))


def new_codes(user) -> list[str]:
    """Eighty random bits each; the database keeps only what they can be recognised by."""
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name=RECOVERY)
    made = [b32encode(secrets.token_bytes(10)).decode().lower() for _n in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=kept_form(code)) for code in made)
    return ["-".join(code[start : start + 4] for start in range(0, 16, 4)) for code in made]


def kept_form(code: str) -> str:
    return b32encode(sha256(code.encode()).digest()[:10]).decode().lower()


@transaction.atomic
def reset(user) -> None:
    """Forget a person's devices and codes: at their next sign-in they set a new one up where one is required."""
    for kind in KINDS:
        kind.objects.devices_for_user(user).delete()


def tell(user) -> None:
    """Mail somebody that their second factor is another one now. It is so whether or not the mail server is there."""
    address = mails.link(reverse("admin_password_reset"))
    if user.email:
        with contextlib.suppress(OSError, ValueError):
            mails.send(user, _("Your second factor was changed"), "admin/mail/second_factor.txt", address=address)
