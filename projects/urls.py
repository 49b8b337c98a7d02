from django.urls import path

from projects.views.detail import follow_project, project_page
from projects.views.following import following
from projects.views.history import project_history
from projects.views.list import project_list
from projects.views.screen import wall_screen

urlpatterns = [
    path("following/", following, name="following"),
    path("<slug:slug>/screen/", wall_screen, name="wall-screen"),
    path("<slug:slug>/projects/", project_list, name="projects"),
    path("<slug:slug>/projects/<int:number>/", project_page, name="project"),
    path("<slug:slug>/projects/<int:number>/history/", project_history, name="project-history"),
    path("<slug:slug>/projects/<int:number>/follow/", follow_project, name="follow"),
]
