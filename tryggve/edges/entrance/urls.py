"""Coming in and going out."""

from __future__ import annotations

from django.urls import path

from tryggve.edges.entrance.views import door, elsewhere, own, second_step

app_name = "entrance"
urlpatterns = [
    path("logga-in/", door.log_in, name="login"),
    path("logga-in/andra-steget/", second_step.second_step, name="second_step"),
    path("logga-in/passnyckel/fraga/", second_step.passkey_question, name="passkey_question"),
    path("logga-in/passnyckel/", second_step.passkey_answer, name="passkey_answer"),
    path("logga-in/via/<str:key>/", elsewhere.via, name="via"),
    path("logga-in/openid/<str:key>/", elsewhere.openid_answer, name="openid_answer"),
    path("logga-in/saml/<str:key>/", elsewhere.saml_metadata, name="saml_metadata"),
    path("logga-in/saml/<str:key>/svar/", elsewhere.saml_answer, name="saml_answer"),
    path("logga-in/saml/<str:key>/klar/", elsewhere.saml_done, name="saml_done"),
    path("logga-ut/", door.log_out, name="logout"),
    path("byt-plats/", door.switch, name="switch"),
    path("inbjudan/", door.accept, name="accept"),
    path("inbjudan/<str:token>/", door.invitation, name="invitation"),
    path("ovningspersoner/", door.personas, name="personas"),
    path("min-inloggning/", own.own, name="own"),
    path("min-inloggning/tva-steg/", own.protect, name="protect"),
    path("min-inloggning/app/", own.app, name="app"),
    path("min-inloggning/passnyckel/fraga/", own.passkey_question, name="own_passkey_question"),
    path("min-inloggning/passnyckel/", own.passkey_answer, name="own_passkey_answer"),
    path("min-inloggning/koder/", own.codes, name="codes"),
    path("min-inloggning/ta-bort/", own.remove_factor, name="remove_factor"),
    path("min-inloggning/avsluta/", own.end, name="end"),
    path("min-inloggning/koppla/<str:key>/", elsewhere.connect, name="connect"),
    path("min-inloggning/koppla-bort/", own.disconnect, name="disconnect"),
    path("min-inloggning/bekrafta/", own.confirm, name="confirm"),
]
