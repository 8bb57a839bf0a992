"""Addresses of the papers of trust."""

from __future__ import annotations

from django.urls import path

from tryggve.edges.papers.views import accessibility, incident, register

app_name = "papers"
urlpatterns = [
    path("tillganglighet/", accessibility.statement, name="statement"),
    path("tillganglighet/rapportera/", accessibility.report, name="report"),
    path("installningar/tillganglighet/", accessibility.reports, name="reports"),
    path("installningar/tillganglighet/<str:key>/besvarad/", accessibility.answered, name="answered"),
    path("installningar/incident/", incident.incident, name="incident"),
    path("installningar/register/", register.register, name="register"),
    path("installningar/register/pdf/", register.register_pdf, name="register_pdf"),
    path("installningar/konsekvensbedomning/", register.assessment, name="assessment"),
    path("installningar/konsekvensbedomning/pdf/", register.assessment_pdf, name="assessment_pdf"),
]
