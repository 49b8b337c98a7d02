from django.db import models
from django.utils.translation import gettext_lazy as _


class Hedge(models.TextChoices):
    """How firmly the report puts a promise (力争、确保、计划、加快推动); empty where it does not say."""

    STRIVE = "strive", _("strives for")
    ENSURE = "ensure", _("ensures")
    PLAN = "plan", _("plans")
    SPEED_UP = "speed_up", _("speeds up")
