"""What merging and archiving share: progress, failing rows, cancelling, and the report at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from portal.domain.errors import InvalidInput

Row = Mapping[str, Any]


@dataclass(frozen=True)
class RowFailure:
    """A row that could not be made: its place in the order given (1 is the first) and why."""

    number: int
    error: InvalidInput

    def __str__(self) -> str:
        return f"{self.number}件目：{self.error.sentence}"


@dataclass(frozen=True)
class BatchResult:
    """How a batch ended. `notes` are (number of the row, sentence)."""

    done: int
    failed: tuple[RowFailure, ...] = ()
    notes: tuple[tuple[int, str], ...] = ()
    cancelled: bool = False


@dataclass
class Batch:
    """The run of a batch. Without `on_error` the first failing row ends it; with it, the row is reported and left out."""

    progress: Callable[[int], None] | None = None
    on_error: Callable[[RowFailure], None] | None = None
    cancelled: Callable[[], bool] | None = None
    done: int = 0
    failed: list[RowFailure] = field(default_factory=list)
    notes: list[tuple[int, str]] = field(default_factory=list)
    stopped: bool = False

    def run(self, rows: Iterable[Row], make: Callable[[int, Row], Any]) -> Iterator[Any]:
        """What `make(number, row)` returns for each row that succeeds, in order."""
        for number, row in enumerate(rows, 1):
            if self.cancelled is not None and self.cancelled():
                self.stopped = True
                return
            try:
                made = make(number, row)
            except InvalidInput as error:
                self._fail(RowFailure(number, error))
                continue
            yield made
            self.done += 1
            if self.progress is not None:
                self.progress(self.done)

    def _fail(self, failure: RowFailure) -> None:
        if self.on_error is None:
            raise InvalidInput(str(failure), field=failure.error.field) from failure.error
        self.failed.append(failure)
        self.on_error(failure)

    def result(self) -> BatchResult:
        """The report."""
        return BatchResult(self.done, tuple(self.failed), tuple(self.notes), self.stopped)
