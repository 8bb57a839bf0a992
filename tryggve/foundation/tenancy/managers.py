"""The manager that will not answer without a viewer."""

from __future__ import annotations

from typing import Any, Self, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db import models

from tryggve.foundation.tenancy.scope import check_scope
from tryggve.kernel.errors import NotFound
from tryggve.kernel.viewer import Viewer


class NoViewer(Exception):
    """Somebody tried to read a municipality's table without saying who is asking. A bug."""


M = TypeVar("M", bound=models.Model)


class SeenQuerySet(models.QuerySet[M]):
    """A queryset that only speaks once `seen_by` has been called.

    Rows reached from a row already held (`report.shared_incidents.all()`) are allowed: the first
    row was read through a viewer.
    """

    _seen = False
    _only_reads = False

    def _clone(self) -> Self:
        clone = super()._clone()  # type: ignore[misc]
        clone._seen = self._seen
        clone._only_reads = self._only_reads
        return clone  # type: ignore[no-any-return]

    def seen_by(self, viewer: Viewer) -> Self:
        """The rows this viewer's municipality (or county) owns; raises OutOfScope if locked."""
        check_scope(viewer)
        queryset = self.filter(self.model.seen_filter(viewer))  # type: ignore[attr-defined]
        queryset._seen = True
        return queryset

    def opened_to(self, viewer: Viewer, organisation_id: int) -> Self:
        """Another organisation's rows of a table that can be opened, to be read and not written.

        Whoever asks has made sure that they are open to the viewer now. On PostgreSQL the database
        makes sure of it once more, by its own clock (the model's `also_read_when`).
        """
        check_scope(viewer)
        if not self.model.also_read_when:  # type: ignore[attr-defined]
            raise NoViewer(f"{self.model.__name__} can be opened to nobody. Use seen_by(viewer).")
        queryset = self.filter(municipality_id=viewer.municipality_id, organisation_id=organisation_id)
        queryset._seen = queryset._only_reads = True
        return queryset

    def _must_write(self) -> None:
        self._must_be_seen()
        if self._only_reads:
            raise NoViewer(f"{self.model.__name__} was opened to be read. Got a change. Nothing may be written.")

    def _must_be_seen(self) -> None:
        if self._seen or isinstance(self._hints.get("instance"), models.Model):  # type: ignore[attr-defined]
            return
        message = (
            f"{self.model.__name__} was read without a viewer. "
            f"Got a bare queryset. Use {self.model.__name__}.objects.seen_by(viewer)."
        )
        raise NoViewer(message)

    def _fetch_all(self) -> None:
        if self._result_cache is None:
            self._must_be_seen()
        super()._fetch_all()

    def iterator(self, *args: Any, **kwargs: Any) -> Any:
        self._must_be_seen()
        return super().iterator(*args, **kwargs)

    def count(self) -> int:
        self._must_be_seen()
        return super().count()

    def exists(self) -> bool:
        self._must_be_seen()
        return super().exists()

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self._must_be_seen()
        return super().aggregate(*args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        self._must_write()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._must_write()
        return super().delete()

    def one(self, **lookups: Any) -> M:
        """The row, or NotFound: what is absent and what is forbidden look the same."""
        if any(isinstance(value, str) and "\0" in value for value in lookups.values()):
            raise NotFound  # no text of a database holds it, and PostgreSQL will not even be asked
        try:
            return self.get(**lookups)
        except ObjectDoesNotExist:
            raise NotFound from None


class SeenManager(models.Manager[M]):
    """See SeenQuerySet. `create` is allowed: the row names its own municipality."""

    def get_queryset(self) -> SeenQuerySet[M]:
        return SeenQuerySet(self.model, using=self._db, hints=self._hints)  # type: ignore[attr-defined]

    def seen_by(self, viewer: Viewer) -> SeenQuerySet[M]:
        """The rows this viewer may reach."""
        return self.get_queryset().seen_by(viewer)

    def opened_to(self, viewer: Viewer, organisation_id: int) -> SeenQuerySet[M]:
        """Another organisation's rows, opened to be read."""
        return self.get_queryset().opened_to(viewer, organisation_id)

    def one(self, **lookups: Any) -> M:
        """On a relation of a row already held: the row, or NotFound."""
        return self.get_queryset().one(**lookups)
