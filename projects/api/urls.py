from django.urls import path

from projects.api.views import Deliverables, Milestones, OneProject, Projects

PROJECT = "programmes/<slug:slug>/projects/<int:number>"

urlpatterns = [
    path("programmes/<slug:slug>/projects/", Projects.as_view(), name="api-projects"),
    path("programmes/<slug:slug>/projects/<int:number>/", OneProject.as_view(), name="api-project"),
    path(f"{PROJECT}/milestones/", Milestones.as_view(), name="api-milestones"),
    path(f"{PROJECT}/deliverables/", Deliverables.as_view(), name="api-deliverables"),
]
