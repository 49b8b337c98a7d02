from typing import Any

from django.contrib.auth.backends import ModelBackend

from newarea.models import Officer


class OfficerBackend(ModelBackend):
    """Loads the signed-in officer with unit and unread count, so that the masthead costs no query of its own."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """Rights in the admin follow from the role; there are no permission tables to keep."""
        return bool(user_obj.is_active and getattr(user_obj, "is_administrator", False))

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        return self.has_perm(user_obj, app_label)

    def get_user(self, user_id: Any) -> Officer | None:
        officer = Officer.objects.with_unread().filter(pk=user_id).first()
        return officer if officer and self.user_can_authenticate(officer) else None
