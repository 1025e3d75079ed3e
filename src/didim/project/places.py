"""Where things lie on disk. Imported before Django: by the settings, the command line and the supervisors."""

import os
from pathlib import Path

PACKAGE_DIR = Path(__file__).resolve().parents[1]
BASE_DIR = PACKAGE_DIR.parents[1]
VAR_DIR = Path(os.environ.get("DIDIM_VAR") or BASE_DIR / "var").resolve()
