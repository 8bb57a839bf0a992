"""Addresses of this step."""

from __future__ import annotations

from django.urls import URLPattern, path

from tryggve.cycle.incidents import views

app_name = "incidents"
urlpatterns: list[URLPattern] = [
    path("", views.start, name="start"),
    path("ny/", views.new, name="new"),
    path("kvitto/<str:public_id>/", views.receipt, name="receipt"),
    path("mina/", views.mine, name="mine"),
    path("mina/<str:public_id>/", views.own, name="own"),
    path("mina/<str:public_id>/angra/", views.withdraw, name="withdraw"),
    path("foto/<str:public_id>/", views.photo, name="photo"),
    path("granska/", views.review, name="review"),
    path("klara/", views.reviewed, name="reviewed"),
    path("nodoppning/", views.raw_accesses, name="raw_access"),
    path("nodoppning/<str:public_id>/", views.read_raw_access, name="raw_access_read"),
    path("nodoppning/<str:public_id>/godkann/", views.approve_raw_access, name="raw_access_approve"),
    path("nodoppning/<str:public_id>/stang/", views.close_raw_access, name="raw_access_close"),
    path("<str:public_id>/", views.detail, name="detail"),
    path("<str:public_id>/ratta/", views.correct, name="correct"),
    path("<str:public_id>/text/", views.keep_text, name="keep_text"),
    path("<str:public_id>/ta-med/", views.approve, name="approve"),
    path("<str:public_id>/skicka-tillbaka/", views.send_back, name="return"),
    path("<str:public_id>/ta-inte-med/", views.leave_out, name="leave_out"),
    path("<str:public_id>/sla-ihop/", views.merge, name="merge"),
    path("<str:public_id>/ta-bort/", views.delete, name="delete"),
]
