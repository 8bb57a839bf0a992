"""Addresses of the papers of trust."""

from __future__ import annotations

from django.urls import path

from tryggve.edges.papers.views import incident, register

app_name = "papers"
urlpatterns = [
    path("installningar/incident/", incident.incident, name="incident"),
    path("installningar/register/", register.register, name="register"),
    path("installningar/register/pdf/", register.register_pdf, name="register_pdf"),
    path("installningar/konsekvensbedomning/", register.assessment, name="assessment"),
    path("installningar/konsekvensbedomning/pdf/", register.assessment_pdf, name="assessment_pdf"),
]
