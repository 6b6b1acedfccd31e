"""gunicorn: workers that no idle or slow client holds up; in production nginx or a CDN stands in front."""

import os

from portal.environment import whole_number

port = whole_number("PORT", 8000, 1, 65535)
bind = os.environ.get("BIND", f"127.0.0.1:{port}")
workers = whole_number("WEB_CONCURRENCY", 2, 1, 64)
worker_class = "portal.server.Worker"
worker_connections = 400  # of each worker; well below the 1,024 files that a process may usually open
sendfile = False  # the worker sends what it is given, as the client takes it
preload_app = True

# What a request may be. The portal's own longest address, a search of 300 letters, takes some 4,000 bytes.
limit_request_line = 8190
limit_request_fields = 64
limit_request_field_size = 8190

# No header rewrites an address: gunicorn's own defaults let the server in front set SCRIPT_NAME and the scheme. Of the
# scheme Django reads X-Forwarded-Proto, in production (SECURE_PROXY_SSL_HEADER).
forwarder_headers = ""
secure_scheme_headers = {}
forwarded_allow_ips = ""

# Nothing identifies a reader.
accesslog = None
errorlog = "-"
logger_class = "portal.server.Log"
loglevel = "warning"
control_socket_disable = True


def when_ready(server):
    print(f"\nThe portal is served at http://{bind}/  (Ctrl+C stops it)", flush=True)
    print("An editor's account: .venv/bin/python manage.py createsuperuser, then sign in at /admin/\n", flush=True)
