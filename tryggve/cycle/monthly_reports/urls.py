"""Addresses of this step."""

from __future__ import annotations

from django.urls import path

from tryggve.cycle.monthly_reports import views

app_name = "monthly_reports"
urlpatterns = [
    path("", views.index, name="list"),
    path("<str:month>/", views.detail, name="detail"),
    path("<str:month>/sammanstall/", views.compile_page, name="compile"),
    path("<str:month>/godkann/", views.approve, name="approve"),
    path("<str:month>/fraga/", views.send_back, name="return"),
    path("<str:month>/sand/", views.send, name="send"),
    path("<str:month>/manadsrapport.pdf", views.download, {"document_format": "pdf"}, name="pdf"),
    path("<str:month>/manadsrapport.json", views.download, {"document_format": "json"}, name="json"),
]
