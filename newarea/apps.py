from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewareaConfig(AppConfig):
    name = "newarea"
    verbose_name = _("Annual programme")
