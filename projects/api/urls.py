from django.urls import path

from projects.api.views import OneProject, Projects

urlpatterns = [
    path("programmes/<slug:slug>/projects/", Projects.as_view(), name="api-projects"),
    path("programmes/<slug:slug>/projects/<int:number>/", OneProject.as_view(), name="api-project"),
]
