"""Mail to a folder, for the demo and wherever there is no server: one readable .eml file a letter."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from newarea.channels.letter import Letter, Outcome, Unreachable, unwritten


@dataclass
class FileCarrier:
    folder: Path

    def send(self, letter: Letter) -> Outcome:
        """The same Message-ID is the same file, so that writing it again does not make two."""
        path = self.folder / f"{letter.message_id.strip('<>')}.eml"
        try:
            write_whole(path, letter.as_bytes(readable=True))
        except OSError as error:
            return Outcome("later", str(error), "unreachable", is_broken=True)
        except Exception as error:
            return unwritten(error)
        return Outcome("sent", f"250 written to {path.name}")


def write_whole(path: Path, content: bytes) -> None:
    part = path.with_suffix(f".{os.getpid()}.part")
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


@contextmanager
def open_folder(folder: Path) -> Iterator[FileCarrier]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unreachable(str(error)) from error
    yield FileCarrier(folder)
