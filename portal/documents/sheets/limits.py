"""How large a sheet may be, and the sentences that refuse a larger one."""

from __future__ import annotations

from dataclasses import dataclass

from portal.domain.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class Limits:
    """Counts of what one upload may hold; ``bytes_unpacked`` and ``ratio`` are read from the zip's own directory."""

    rows: int = 50_000
    columns: int = 256
    cells: int = 5_000_000
    bytes_packed: int = 64 * 1024 * 1024
    bytes_unpacked: int = 512 * 1024 * 1024
    ratio: int = 200
    parts: int = 2_000

    def refuse_rows(self, last_row: int) -> InvalidInput:
        return InvalidInput(
            f"一度に読み込めるのは{self.rows:,}行までですが、{last_row:,}行目にデータがあります。"
            "ファイルを分けて読み込んでください。"
        )

    def refuse_columns(self, count: int) -> InvalidInput:
        return InvalidInput(
            f"一度に読み込めるのは{self.columns:,}列までですが、{count:,}列あります。使わない列を削除して保存し直してください。"
        )

    def refuse_size(self) -> InvalidInput:
        return InvalidInput(
            "ファイルが大きすぎて安全に開けません。必要な行と列だけを新しいブックに貼り付けて保存し、再度読み込んでください。"
        )
