"""gunicorn: `sync` workers, steady under load; nginx or a CDN stands in front in production."""

import os

from portal.environment import whole_number

port = whole_number("PORT", 8000, 1, 65535)
bind = os.environ.get("BIND", f"127.0.0.1:{port}")
workers = whole_number("WEB_CONCURRENCY", 2, 1, 64)
worker_class = "sync"
preload_app = True
limit_request_line = 0  # a query of any length is answered; whoever stands in front says how long a line may be
accesslog = None  # nothing identifies a reader
errorlog = "-"
loglevel = "warning"
control_socket_disable = True


def when_ready(server):
    print(f"\nThe portal is served at http://{bind}/  (Ctrl+C stops it)", flush=True)
    print("An editor's account: .venv/bin/python manage.py createsuperuser, then sign in at /admin/\n", flush=True)
