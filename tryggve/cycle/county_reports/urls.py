"""Addresses of this step."""

from __future__ import annotations

from django.urls import path

from tryggve.cycle.county_reports import views

app_name = "county_reports"
urlpatterns = [
    path("", views.index, name="list"),
    path("publicerad/<str:public_id>/", views.published, name="published"),
    path("publicerad/<str:public_id>/manadsrapport.pdf", views.published_pdf, name="pdf"),
    path("publicerad/<str:public_id>/manadsrapport.json", views.published_json, name="json"),
    path("lansrapport/<str:public_id>.json", views.report_json, name="report_json"),
    path("<str:month>/", views.overview, name="overview"),
    path("<str:month>/sammanstall/", views.compile_month, name="compile"),
    path("<str:month>/lansrapport.csv", views.overview_csv, name="csv"),
]
