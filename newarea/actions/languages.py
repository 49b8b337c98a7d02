from newarea.models import Officer


def choose_language(officer: Officer, language: str) -> None:
    """The language of an officer's pages and mails."""
    Officer.objects.filter(pk=officer.pk).update(language=language)
    officer.language = language
