import json
import os

from .base import VAR_DIR

# Where the files of firms lie: a folder of ours; or another storage by its class and options (JSON), such as
# "storages.backends.s3.S3Storage" of django-storages. See docs/operations/files.md.
_backend = os.environ.get("DIDIM_FILES_BACKEND", "")
FILE_STORAGE: dict[str, object] = (
    {"BACKEND": _backend, "OPTIONS": json.loads(os.environ.get("DIDIM_FILES_OPTIONS", "{}"))}
    if _backend
    else {
        "BACKEND": "didim.applications.domain.files.storage.DurableStorage",
        "OPTIONS": {"location": os.environ.get("DIDIM_FILES") or VAR_DIR / "files", "allow_overwrite": True},
    }
)

# One request carries at most so many bytes of a file; larger files come in several (tus).
UPLOAD_CHUNK_BYTES = 5 * 1024 * 1024
# All files in a firm's cabinet together, and how long an upload that was left off waits to be resumed.
UPLOAD_QUOTA_BYTES = int(os.environ.get("DIDIM_FIRM_QUOTA_MB", "1024")) * 1024 * 1024
UPLOAD_KEPT_HOURS = 24

# ClamAV's daemon: "unix:/run/clamav/clamd.ctl" or "host:3310"; empty: files are not scanned.
CLAMD = os.environ.get("DIDIM_CLAMD", "")

# Where the statistics of commercial districts lie before they are published; the sample city's lie apart.
DISTRICTS_FOLDER = VAR_DIR / "districts"
DISTRICTS_SAMPLE_FOLDER = VAR_DIR / "districts-sample"
