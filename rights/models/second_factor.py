"""The telephone that shows one-time codes: django-otp's device, with its key sealed in the database."""

from django_otp.plugins.otp_totp.models import TOTPDevice

from portal import sealing


class CodeDevice(TOTPDevice):
    """`key` holds the sealed key; `bin_key`, from which codes are made, is the key itself."""

    class Meta:
        proxy = True

    @classmethod
    def with_key(cls, user, key: bytes) -> "CodeDevice":
        """A new one, not yet saved."""
        return cls(user=user, name="telephone", key=sealing.seal(key, purpose_of(user.pk)))

    @property
    def bin_key(self) -> bytes:
        """Raises `sealing.Unsealable` where the secret key that sealed it has gone."""
        return sealing.unseal(self.key, purpose_of(self.user_id))

    def verify_token(self, token) -> bool:
        try:
            return super().verify_token(token)
        except sealing.Unsealable:
            return False  # a recovery code opens, or a manager resets the second factor

    def seal_anew(self) -> None:
        """With the present secret key."""
        self.key = sealing.seal(self.bin_key, purpose_of(self.user_id))
        self.save(update_fields=["key"])


def purpose_of(user: int) -> str:
    return f"telephone of {user}"
