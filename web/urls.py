"""Addresses of people's pages."""

from django.urls import include, path
from django.views.generic import RedirectView

from web.views import (
    calendar,
    cases,
    guide,
    inbox,
    meetings,
    my_work,
    orders,
    organizations,
    procedures,
    registry,
    rehearsal,
    session,
    work_orders,
)

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="my_work"), name="home"),
    path("work/", my_work.my_work, name="my_work"),
    path("cases/", cases.cases, name="cases"),
    path("cases.csv", cases.cases_csv, name="cases_csv"),
    path("", include("web.case_urls")),
    path("work-orders/", work_orders.work_orders, name="work_orders"),
    path("work-orders.csv", work_orders.work_orders_csv, name="work_orders_csv"),
    path("work-orders/new/", work_orders.register_work_order, name="register_work_order"),
    path("work-orders/<path:reference>/acts/<str:name>/", orders.order_act, name="order_act"),
    path("work-orders/<path:reference>/papers/", orders.order_papers, name="order_papers"),
    path("work-orders/<path:reference>/papers/<int:document_id>/", orders.order_paper, name="order_paper"),
    path("work-orders/<path:reference>/", orders.order_page, name="work_order"),
    path("meetings/", meetings.my_meetings, name="meetings"),
    path("meetings/<int:meeting_id>/", meetings.desk, name="meeting"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/read/", inbox.read_notices, name="read_notices"),
    path("registry/", registry.registry, name="registry"),
    path("registry/<str:number>/", registry.registry_entry, name="registry_entry"),
    path("procedures/", procedures.procedures, name="procedures"),
    path("procedures/<int:version_id>/", procedures.procedure, name="procedure"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("organizations/", organizations.organizations, name="organizations"),
    path("help/", guide.help_page, name="help"),
    path("licence/", guide.licence, name="licence"),
    path("sign-in/", session.SignIn.as_view(), name="sign_in"),
    path("sign-out/", session.SignOut.as_view(), name="sign_out"),
    path("language/", session.choose_language, name="choose_language"),
    path("rehearsal/clock/", rehearsal.rehearsal_clock, name="rehearsal_clock"),
]
