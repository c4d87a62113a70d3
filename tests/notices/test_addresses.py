"""Addresses somebody typed or shortened: numbers that are none, or far too large, are a page and never an accident."""

from __future__ import annotations

import pytest

HUGE = 10**25


@pytest.mark.parametrize("number", [HUGE, -1, "abc", "", "１２", "1e3"])
@pytest.mark.parametrize(
    "address",
    [
        "/notices/?page={}",
        "/notices/register/?page={}",
        "/notices/new?case={}",
        "/notices/ledger/demanded?days={}",
        "/notices/ledger/demanded?days={}&form=催告書",
    ],
)
def test_a_number_in_the_address_that_is_none_is_no_accident(sign_in, people, address, number):
    assert sign_in("hanako").get(address.format(number)).status_code < 500


@pytest.mark.parametrize(
    "path", ["batches/{}", "register/{}", "lists/uploads/{}", "deliveries/{}", "forms/versions/{}"]
)
def test_a_row_that_cannot_exist_is_not_found(sign_in, people, path):
    assert sign_in("hanako").get("/notices/" + path.format(HUGE)).status_code == 404
