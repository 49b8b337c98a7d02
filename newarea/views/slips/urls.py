from django.urls import path

from newarea.views.slips.issuing import slip_new
from newarea.views.slips.letter import slip, slip_answer, slip_decision
from newarea.views.slips.listing import slips

urlpatterns = [
    path("slips/", slips, name="slips"),
    path("slips/<int:pk>/", slip, name="slip"),
    path("slips/<int:pk>/answer/", slip_answer, name="slip-answer"),
    path("slips/<int:pk>/decision/", slip_decision, name="slip-decision"),
    path("undertakings/<int:pk>/slip/", slip_new, name="slip-new"),
]
