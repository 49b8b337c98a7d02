from typing import Any

from django.contrib.auth.backends import ModelBackend

from newarea.models import Officer


class OfficerBackend(ModelBackend):
    """Loads the signed-in officer with unit and unread count, so that the masthead costs no query of its own."""

    def get_user(self, user_id: Any) -> Officer | None:
        officer = Officer.objects.with_unread().filter(pk=user_id).first()
        return officer if officer and self.user_can_authenticate(officer) else None
