"""Keys of telephones are sealed, recovery codes kept by a hash, and what django-axes wrote of sign-ins is deleted."""

from base64 import b32encode
from hashlib import sha256

from django.db import migrations

from portal import sealing

# Of django-axes, which is no longer installed: names, browsers and times of those who signed in.
AXES = ("accessattemptexpiration", "accessattempt", "accessfailurelog", "accesslog")


def seal(apps, schema_editor):
    for telephone in apps.get_model("otp_totp", "TOTPDevice").objects.all():
        telephone.key = sealing.seal(bytes.fromhex(telephone.key), f"telephone of {telephone.user_id}")
        telephone.save(update_fields=["key"])
    for token in apps.get_model("otp_static", "StaticToken").objects.all():
        token.token = b32encode(sha256(token.token.lower().encode()).digest()[:10]).decode().lower()
        token.save(update_fields=["token"])


def unseal(apps, schema_editor):
    """Recovery codes stay hashes: new ones have to be made."""
    for telephone in apps.get_model("otp_totp", "TOTPDevice").objects.all():
        telephone.key = sealing.unseal(telephone.key, f"telephone of {telephone.user_id}").hex()
        telephone.save(update_fields=["key"])


class Migration(migrations.Migration):
    dependencies = [
        ("otp_totp", "0003_add_timestamps"),
        ("otp_static", "0003_add_timestamps"),
        ("rights", "0008_urgent"),
    ]

    operations = [
        migrations.CreateModel(
            name="CodeDevice",
            fields=[],
            options={"proxy": True, "indexes": [], "constraints": []},
            bases=("otp_totp.totpdevice",),
        ),
        migrations.RunPython(seal, unseal),
        *[migrations.RunSQL(f"DROP TABLE IF EXISTS axes_{table}", migrations.RunSQL.noop) for table in AXES],
    ]
