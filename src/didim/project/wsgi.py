import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "didim.project.settings")
os.environ.setdefault("DIDIM_PROCESS", "web")

application = get_wsgi_application()
