"""The program of live messages: started beside the web server (project.cli.run)."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "didim.project.settings")
os.environ.setdefault("DIDIM_PROCESS", "web")
django.setup()

# After Django is set up: models are loaded.
from didim.web.live.app import Live  # noqa: E402

application = Live()
