from tests.actions.conftest import _in_english, _own_files

__all__ = ["_in_english", "_own_files"]
