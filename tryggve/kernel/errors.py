"""What a refusal looks like, on every floor.

A refusal is part of the method ("a fourth priority is not possible"), never a fault in the
program. Its text is Swedish, shown as it is, and has three beats: what is wrong, what we got,
what to do. Everything that is not a DomainError is a bug and may crash loudly.
"""

from __future__ import annotations


class DomainError(Exception):
    """Something the method does not allow. `field` names the form field it concerns, if any.

    Values stand in the text as `{name}` and come as keywords, so that the sentence can be
    translated where it is shown: `str(error)` gives the Swedish, `error.template` and
    `error.values` give the parts.
    """

    def __init__(self, template: str, *, field: str | None = None, **values: object) -> None:
        self.template = template
        self.field = field
        self.values = values
        super().__init__(template.format(**values) if values else template)


class NotAllowed(DomainError):
    """The viewer lacks the right. The page says who can help."""

    def __init__(self, right: str) -> None:
        self.right = right
        super().__init__(
            "Du får inte göra det här. Din roll saknar rättigheten {right}. "
            "Fråga den som sköter behörigheter i din kommun.",
            right=right,
        )


class NotFound(DomainError):
    """There is no such thing for this viewer: absent and forbidden look the same."""

    def __init__(self) -> None:
        super().__init__(
            "Sidan finns inte, eller så får du inte se den. Gå till startsidan och leta dig fram därifrån."
        )
