"""The second factor: a time-based one-time code (RFC 6238), with recovery codes for a lost telephone."""

import time

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
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django_otp import devices_for_user, login, verify_token
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp.util import random_hex

RECOVERY_CODES = 10
RECOVERY = "recovery"
NEW_KEY = "second_factor_key"


class CodeForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=16,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "text", "autofocus": True}),
    )

    def clean_code(self) -> str:
        return self.cleaned_data["code"].replace(" ", "").replace("-", "").lower()


def device_of(user) -> TOTPDevice | None:
    return TOTPDevice.objects.devices_for_user(user, confirmed=True).first()


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


def device_that_takes(user, code: str):
    """The device whose code this is. Six digits are the telephone's, anything else a recovery code: a mistyped code of
    one kind does not slow the other down."""
    kind = TOTPDevice if code.isdigit() and len(code) == 6 else StaticDevice
    for device in kind.objects.devices_for_user(user, confirmed=True):
        if verified := verify_token(user, device.persistent_id, code):
            for other in devices_for_user(user):
                other.throttle_reset()
            return verified
    return None


@never_cache
def verify(request: HttpRequest) -> HttpResponse:
    """Ask for the code. Devices themselves slow down those who guess."""
    if not (request.user.is_active and request.user.is_staff):
        return redirect_to_login(request.get_full_path(), reverse("admin:login"))
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if device := device_that_takes(request.user, form.cleaned_data["code"]):
            login(request, device)
            if device.name == RECOVERY:
                left = StaticToken.objects.filter(device=device).count()
                messages.warning(request, _("You used a recovery code; %d are left.") % left)
            return redirect(next_address(request))
        form.add_error("code", _("This code is not right, or was used already. Wait for the next one and try again."))
    return page(request, "admin/second_factor/verify.html", form=form, title=_("Your code"))


@never_cache
def set_up(request: HttpRequest) -> HttpResponse:
    """Set a device up with a QR code; it counts once a code from it was given."""
    user = request.user
    if not (user.is_active and user.is_staff):
        return redirect_to_login(request.get_full_path(), reverse("admin:login"))
    if device_of(user) and not user.is_verified():
        return redirect("admin:second_factor_verify")
    # The key lives in this session alone until it is confirmed: nobody else can have seen it beforehand.
    key = request.session.setdefault(NEW_KEY, random_hex(20))
    device = TOTPDevice(user=user, key=key, name="telephone")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if confirm(device, form.cleaned_data["code"]):
            del request.session[NEW_KEY]
            login(request, device)
            return page(request, "admin/second_factor/codes.html", codes=new_codes(user), title=_("Recovery codes"))
        form.add_error("code", _("This code is not right. Is the clock of your telephone right? Try the next code."))
    qr = mark_safe(segno.make(device.config_url, error="m").svg_inline(scale=5, dark="#000", light="#fff"))
    return page(
        request,
        "admin/second_factor/set_up.html",
        form=form,
        qr=qr,
        key=device.config_url,
        has_device=device_of(user) is not None,
        title=_("A second factor"),
    )


@transaction.atomic
def confirm(device: TOTPDevice, code: str) -> bool:
    """Take a new device into use in place of any other, if the code is its own."""
    generator = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    generator.time = time.time()
    if not code.isdigit() or not generator.verify(int(code), device.tolerance):
        return False
    TOTPDevice.objects.filter(user=device.user).delete()
    device.last_t = generator.t()  # this code is used up
    device.save()
    return True


def codes(request: HttpRequest) -> HttpResponse:
    """New recovery codes; the old ones end."""
    if request.method == "POST" and device_of(request.user):
        return page(request, "admin/second_factor/codes.html", codes=new_codes(request.user), title=_("Recovery codes"))
    return redirect("admin:index")


def new_codes(user) -> list[str]:
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name=RECOVERY)
    made = [StaticToken.random_token().lower() for _n in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=token) for token in made)
    return made


@transaction.atomic
def reset(user):
    """Forget a person's devices and codes: at their next sign-in they set a new one up where one is required."""
    for device in devices_for_user(user, confirmed=None):
        device.delete()
