"""Bytes under their SHA-256, outside the static root. A name here always means the whole content, on disk."""

import hashlib
import os
import secrets
from pathlib import Path

from django.conf import settings

MODE = 0o640
FOLDER_MODE = 0o750


def store(data: bytes, *, suffix: str = "") -> str:
    """Write the bytes, sync them, and only then give them their name; returns their SHA-256."""
    sha256 = hashlib.sha256(data).hexdigest()
    keep(data, path_of(sha256, suffix))
    return sha256


def keep(data: bytes, path: Path) -> None:
    """To a temporary name on the same disk, synced, then linked: the first one to come wins, whole or not at all."""
    if path.exists():
        return
    _make(path.parent)
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        _write_synced(fresh, data)
        os.link(fresh, path)
        _sync_folder(path.parent)
    except FileExistsError:
        pass
    finally:
        fresh.unlink(missing_ok=True)


def path_of(sha256: str, suffix: str = "") -> Path:
    return Path(settings.FILES) / "evidence" / sha256[:2] / f"{sha256}{suffix}"


def _write_synced(path: Path, data: bytes) -> None:
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, MODE), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _make(folder: Path) -> None:
    """A new folder's own name has to be on disk as well."""
    if not folder.exists():
        _make(folder.parent)
        folder.mkdir(mode=FOLDER_MODE, exist_ok=True)
        _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
