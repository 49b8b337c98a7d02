"""DRF's own page of API tokens: its list of all officers asks once for each of them, and grows with the district."""

from rest_framework.authtoken.admin import TokenAdmin

TokenAdmin.autocomplete_fields = ("user",)
TokenAdmin.list_select_related = ("user__unit",)
