"""The settings for tests, on the fast throw-away cluster var/test-postgres unless DATABASE_URL is set."""

import os
from tempfile import TemporaryDirectory

from didim.project.builds import compile_messages
from didim.project.places import VAR_DIR
from didim.project.postgres import Cluster

compile_messages()
if not os.environ.get("DATABASE_URL"):
    cluster = Cluster(VAR_DIR, "test-postgres", durable=False)
    cluster.use()
    os.environ["DATABASE_URL"] = cluster.url

from didim.project.settings import *  # noqa: E402, F403 - it reads DATABASE_URL

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # argon2 is slow on purpose
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}  # a test sees its own rows
FILES_FOLDER = TemporaryDirectory(prefix="didim-files-")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    # The real one, in a folder that goes away with the process.
    "files": {
        "BACKEND": "didim.applications.domain.files.storage.DurableStorage",
        "OPTIONS": {"location": FILES_FOLDER.name, "allow_overwrite": True},
    },
}

# Static files come from where they are written, without a collection.
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
