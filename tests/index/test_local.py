"""The engine of one machine, first contact: put, find, delete."""

from __future__ import annotations

from portal.index import Document, Query, open_index


def test_what_is_put_is_found_and_what_is_deleted_is_not() -> None:
    index = open_index(None)
    index.put([Document("demand", "manual", "督促と催告", "督促状は納期限後20日以内に発送する。")])
    assert [hit.document.id for hit in index.search(Query("督促状")).hits] == ["demand"]
    assert index.delete(["demand", "unknown"]) == 1
    assert index.search(Query("督促状")).total == 0
    index.close()
