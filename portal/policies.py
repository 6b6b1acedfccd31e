"""The headers of every response, whoever makes it: a view, the page cache, WhiteNoise, or the server before Django."""

from portal import environment

PRODUCTION = environment.choice("PORTAL_ENV", ("local", "production"), "local") == "production"
HSTS_SECONDS = environment.whole_number("HSTS_SECONDS", 31_536_000, 3600, 63_072_000)

# Everything that a page could ask a device for and that Chromium, Firefox or Safari knows by this name: nobody may,
# neither the page nor what stands in it. A page that copies or shares would name its own feature here. Left out are
# "bluetooth" and "web-share": Chromium knows them on some systems only and calls them an error on the others; both
# need a script, and the policy of content lets none run but ours.
FEATURES = (
    "accelerometer", "autoplay", "browsing-topics", "camera", "captured-surface-control",
    "clipboard-read", "clipboard-write", "compute-pressure", "deferred-fetch", "deferred-fetch-minimal",
    "digital-credentials-create", "digital-credentials-get", "display-capture", "encrypted-media", "fullscreen",
    "gamepad", "geolocation", "gyroscope", "hid", "identity-credentials-get", "idle-detection", "interest-cohort",
    "keyboard-map", "language-detector", "language-model", "local-fonts", "local-network", "local-network-access",
    "loopback-network", "magnetometer", "media-playback-while-not-visible", "microphone", "midi",
    "on-device-speech-recognition", "otp-credentials", "payment", "picture-in-picture",
    "private-state-token-issuance", "private-state-token-redemption", "publickey-credentials-create",
    "publickey-credentials-get", "screen-wake-lock", "serial", "speaker-selection", "storage-access", "summarizer",
    "sync-xhr", "translator", "unload", "usb", "window-management", "xr-spatial-tracking",
)  # fmt: skip

EVERY_RESPONSE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",  # the next site must not learn where a victim came from
    "Cross-Origin-Resource-Policy": "same-origin",  # a view that others may embed says so itself
    "Cross-Origin-Opener-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",  # pages have one that lets them be shown
    "X-DNS-Prefetch-Control": "off",  # the names of the sites linked to would be looked up, in the clear
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in FEATURES),
}
if PRODUCTION:
    # Always: the server's own refusals cannot know how a request came; browsers ignore it where it came unencrypted.
    EVERY_RESPONSE["Strict-Transport-Security"] = f"max-age={HSTS_SECONDS}; includeSubDomains; preload"
