"""Under /api/v1/, beside the base's own; reports on a commitment go through the base's undertakings."""

from django.urls import path

from targets.api.areas import Areas, OneArea
from targets.api.commitments import Commitments, OneCommitment
from targets.api.goals import Goals, OneGoal
from targets.api.indicators import Indicators, OneIndicator
from targets.api.measures import Measures, OneMeasure
from targets.api.observations import Observations, OneObservation, Return, Verification

PROGRAMME = "programmes/<slug:slug>"

urlpatterns = [
    path(f"{PROGRAMME}/goals/", Goals.as_view(), name="api-goals"),
    path(f"{PROGRAMME}/goals/<slug:key>/", OneGoal.as_view(), name="api-goal"),
    path(f"{PROGRAMME}/measures/", Measures.as_view(), name="api-measures"),
    path(f"{PROGRAMME}/areas/<slug:area>/measures/<slug:key>/", OneMeasure.as_view(), name="api-measure"),
    path(f"{PROGRAMME}/indicators/", Indicators.as_view(), name="api-indicators"),
    path(f"{PROGRAMME}/indicators/<slug:key>/", OneIndicator.as_view(), name="api-indicator"),
    path(f"{PROGRAMME}/indicators/<slug:key>/observations/", Observations.as_view(), name="api-observations"),
    path("observations/<int:pk>/", OneObservation.as_view(), name="api-observation"),
    path("observations/<int:pk>/verify/", Verification.as_view(), name="api-observation-verify"),
    path("observations/<int:pk>/return/", Return.as_view(), name="api-observation-return"),
    path(f"{PROGRAMME}/areas/", Areas.as_view(), name="api-areas"),
    path(f"{PROGRAMME}/areas/<slug:key>/", OneArea.as_view(), name="api-area"),
    path(f"{PROGRAMME}/commitments/", Commitments.as_view(), name="api-commitments"),
    path(f"{PROGRAMME}/commitments/<slug:key>/", OneCommitment.as_view(), name="api-commitment"),
]
