"""Under /api/v1/; each part's own endpoints stand beside these (newarea/urls.py)."""

from django.urls import path

from newarea.api import documentation
from newarea.api.evidence import EvidenceFile
from newarea.api.programmes import OneProgramme, Programmes
from newarea.api.reports import NewReport, OneReport, ReportEvidence, Return, Submission, Verification
from newarea.api.tokens import TokenView
from newarea.api.undertakings import MyUndertakings, OneUndertaking

urlpatterns = [
    path("schema/", documentation.schema, name="api-schema"),
    path("docs/", documentation.docs, name="api-docs"),
    path("token/", TokenView.as_view(), name="api-token"),
    path("programmes/", Programmes.as_view(), name="api-programmes"),
    path("programmes/<slug:slug>/", OneProgramme.as_view(), name="api-programme"),
    path("my/undertakings/", MyUndertakings.as_view(), name="api-my-undertakings"),
    path("undertakings/<int:pk>/", OneUndertaking.as_view(), name="api-undertaking"),
    path("undertakings/<int:pk>/reports/", NewReport.as_view(), name="api-new-report"),
    path("reports/<int:pk>/", OneReport.as_view(), name="api-report"),
    path("reports/<int:pk>/submit/", Submission.as_view(), name="api-report-submit"),
    path("reports/<int:pk>/verify/", Verification.as_view(), name="api-report-verify"),
    path("reports/<int:pk>/return/", Return.as_view(), name="api-report-return"),
    path("reports/<int:pk>/evidence/", ReportEvidence.as_view(), name="api-report-evidence"),
    path("evidence/<int:pk>/", EvidenceFile.as_view(), name="api-evidence"),
]
