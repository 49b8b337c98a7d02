from django.utils.translation import get_language


def in_language(zh: str, en: str) -> str:
    """The text in the reader's language; Chinese where the English one was never written."""
    return en if en and (get_language() or "zh").startswith("en") else zh
