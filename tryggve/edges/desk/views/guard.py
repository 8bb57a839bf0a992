"""What may point at a person in a text that is being written: asked here, kept nowhere, sent no further."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from tryggve.foundation.people.doors import HouseRequest, signed_in
from tryggve.foundation.privacy.answers import Answers, look
from tryggve.foundation.privacy.known_places import gazetteer_of
from tryggve.foundation.web.limits import Limit, seconds_to_wait

#: A pause in the writing each second, for an hour.
_WRITING = Limit("guard", 1200, timedelta(hours=1))
_LONGEST = 4000
TOO_MANY = 429


@never_cache
@sensitive_post_parameters()
@require_POST
@signed_in("incident.register", "incident.review", "weekly_report.write")
def guard(request: HouseRequest) -> HttpResponse:
    """The marks of a text as the page shows them. `held` is what has been kept, as kind and passage."""
    if seconds_to_wait(_WRITING, request.viewer.actor, timezone.now()):
        return JsonResponse({}, status=TOO_MANY)
    field = request.POST.get("field", "")[:40]
    held = [each.partition(":")[::2] for each in request.POST.getlist("held")[:60]]
    found = look(
        request.POST.get("text", "")[:_LONGEST],
        field,
        answers=Answers((), Answers.of(request.POST, field).reworded),
        passages=held,
        is_private="private" in request.POST,
        places=gazetteer_of(request.viewer),
    )
    return JsonResponse({"html": render_to_string("web/_guard.html", {"found": found}), "marks": len(found.asked)})
