"""Under /api/v1/, beside the base's own; reports on a milestone go through the base's undertakings."""

from django.urls import path

from projects.api.deliverables import Deliverables
from projects.api.milestones import Milestones, ProgrammeMilestones
from projects.api.projects import OneProject, Projects

PROGRAMME = "programmes/<slug:slug>"
PROJECT = f"{PROGRAMME}/projects/<int:number>"

urlpatterns = [
    path(f"{PROGRAMME}/projects/", Projects.as_view(), name="api-projects"),
    path(f"{PROGRAMME}/milestones/", ProgrammeMilestones.as_view(), name="api-programme-milestones"),
    path(f"{PROJECT}/", OneProject.as_view(), name="api-project"),
    path(f"{PROJECT}/milestones/", Milestones.as_view(), name="api-milestones"),
    path(f"{PROJECT}/deliverables/", Deliverables.as_view(), name="api-deliverables"),
]
