"""What every settings page does with an action: try it, and say how it went."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, QueryDict

from tryggve.foundation.web.templatetags.tryggve import refusal_text
from tryggve.kernel.errors import DomainError, NotAllowed, NotFound

T = TypeVar("T")


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, for a form; None when the page was only asked for."""
    return request.POST if request.method == "POST" else None


def attempt(form: BaseForm, act: Callable[[], T]) -> T | None:
    """What the action gave; None when it refused, and then the form says why. Nothing typed is lost."""
    try:
        return act()
    except (NotAllowed, NotFound):
        raise
    except DomainError as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal_text(refusal))
        return None


def attempt_click(request: HttpRequest, act: Callable[[], object], done: str) -> None:
    """For a button without a form: the next page says what happened, or why it did not."""
    try:
        act()
    except (NotAllowed, NotFound):
        raise
    except DomainError as refusal:
        messages.error(request, refusal_text(refusal))
    else:
        messages.success(request, done)
