"""Addresses of the case pages."""

from django.urls import path

from web.views import acts, calculator, case, case_follow, consultations, files, opening

urlpatterns = [
    path("cases/open/", opening.open_page, name="open_case"),
    path("cases/open/drafts/", opening.my_drafts, name="my_drafts"),
    path("cases/open/drafts/<int:draft>/delete/", opening.delete_draft, name="delete_draft"),
    path("cases/open/similar/", opening.similar, name="similar_entries"),
    path("consultations/<int:pk>/", consultations.consultation, name="consultation"),
    path("consultations/<int:pk>/papers/", consultations.consultation_papers, name="consultation_papers"),
    path(
        "consultations/<int:pk>/papers/<int:document_id>/", consultations.consultation_paper, name="consultation_paper"
    ),
    path("cases/<str:number>/", case.show, name="case"),
    path("cases/<str:number>/acts/<str:name>/", acts.act, name="case_act"),
    path("cases/<str:number>/follow/", case_follow.follow_case, name="follow_case"),
    path("cases/<str:number>/why-not/", case.why_not, name="case_why_not"),
    path("cases/<str:number>/timeline/", case.timeline, name="case_timeline"),
    path("cases/<str:number>/what-if/", calculator.case_what_if, name="case_what_if"),
    path("cases/<str:number>/flow/", case.flow, name="case_flow"),
    path("cases/<str:number>/documents/", files.documents, name="case_documents"),
    path("cases/<str:number>/documents/<int:document_id>/", files.document, name="case_document"),
    path("flows/<str:name>.bpmn", files.flow_file, name="flow_file"),
]
