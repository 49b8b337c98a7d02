from django.urls import path

from targets.views.area import area_page
from targets.views.commitment import commitment_page
from targets.views.commitments import commitment_table
from targets.views.commitments_excel import commitments_export
from targets.views.figures import figures
from targets.views.figures_excel import figures_excel, figures_export
from targets.views.indicator import indicator_page
from targets.views.targets import target_list
from targets.views.verification import figure_decision, figures_waiting

urlpatterns = [
    path("<slug:slug>/targets/", target_list, name="targets"),
    path("<slug:slug>/indicators/<slug:key>/", indicator_page, name="indicator"),
    path("<slug:slug>/figures/", figures, name="figures"),
    path("<slug:slug>/figures/excel/", figures_excel, name="figures-excel"),
    path("<slug:slug>/figures/excel/export/", figures_export, name="figures-export"),
    path("<slug:slug>/figures/verification/", figures_waiting, name="figures-waiting"),
    path("<slug:slug>/figures/<int:pk>/decision/", figure_decision, name="figure-decision"),
    path("<slug:slug>/commitments/", commitment_table, name="commitments"),
    path("<slug:slug>/excel/commitments/", commitments_export, name="commitments-export"),
    path("<slug:slug>/commitments/<slug:key>/", commitment_page, name="commitment"),
    path("<slug:slug>/areas/<slug:key>/", area_page, name="area"),
]
