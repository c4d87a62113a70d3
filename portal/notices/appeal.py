"""教示文: which notice of appeal a letter carries, and its paragraphs with the office's names put in.

The variants are data (``templates/教示文.toml``); nobody types them. A private claim has none (行政不服審査法82条 covers
処分 only).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from portal.domain.claim_types import claim_types
from portal.domain.errors import InvalidInput
from portal.notices.library import WordForm


@dataclass(frozen=True, slots=True)
class Names:
    """The names the paragraphs need: 処分庁, 審査庁, 団体名, 代表者."""

    disposing: str
    authority: str
    body: str
    head: str


@dataclass(frozen=True, slots=True)
class AppealNotice:
    """The chosen variant. ``caution`` is 要確認 with its reason when the wording was not checked against the statute."""

    code: str
    title: str
    paragraphs: tuple[str, ...]
    caution: str = ""


NONE = AppealNotice("F", "教示なし", ())


def appeal_notice(
    form: WordForm,
    folder: Path,
    names: Names,
    *,
    claim_name: str = "",
    claim_type: str = "",
    claim_class: str = "",
    statute: str = "",
    property_kind: str = "",
) -> AppealNotice:
    """The variant for ``form`` and the claim. Raises InvalidInput when the form allows none that fits."""
    if form.appeal_notice != "auto":
        return NONE
    data = _data(folder / "教示文.toml", _stamp(folder / "教示文.toml"))
    code, authority = _chosen(data, form, claim_name, claim_type, claim_class, statute)
    if form.appeal_variants and code not in form.appeal_variants:
        if len(form.appeal_variants) > 1 or code == "F":
            raise InvalidInput(
                f"様式『{form.title}』で使える教示文は{'・'.join(form.appeal_variants)}ですが、この債権には{code}が当たります。"
                "様式を選び直すか、債権の種類を確かめてください。"
            )
        code, authority = form.appeal_variants[0], ""
    variant = next(one for one in data["variants"] if one["code"] == code)
    replaced = {
        "{処分庁}": names.disposing,
        "{審査庁}": authority or variant["authority"] or names.authority,
        "{団体名}": names.body,
        "{代表者}": names.head,
    }
    paragraphs = [_filled(text, replaced) for text in variant["paragraphs"]]
    verified = variant["verified"]
    for extra in data.get("additions", ()):
        if code in extra["variants"] and form.name in extra["forms"] and _kind_fits(extra, property_kind):
            paragraphs.append(extra["text"])
            verified = verified and extra["verified"]
    caution = (
        "" if verified else f"要確認：教示文{code}（{variant['title']}）は、条文の現行の文言を原文で確かめてください。"
    )
    return AppealNotice(code, variant["title"], tuple(paragraphs), caution)


def _chosen(
    data: Mapping[str, Any], form: WordForm, claim_name: str, claim_type: str, claim_class: str, statute: str
) -> tuple[str, str]:
    kind = claim_types().get(claim_type)
    names = {claim_name, *((kind.name, kind.name.split("（")[0], *kind.aliases) if kind else ())} - {""}
    for rule in data["rules"]:
        if rule.get("forms") and form.name not in rule["forms"]:
            continue
        if rule.get("claims") and not names & set(rule["claims"]):
            continue
        if rule.get("claim_classes") and claim_class not in rule["claim_classes"]:
            continue
        if rule.get("statute_prefix") and not statute.startswith(rule["statute_prefix"]):
            continue
        # A rule of the end of the list must not overrule what the claim type itself says (地方税は A).
        if not rule.get("claims") and not rule.get("forms") and kind and kind.appeal == "A":
            return "A", ""
        return rule["variant"], rule.get("authority", "")
    return "F", ""


def _kind_fits(extra: Mapping[str, Any], property_kind: str) -> bool:
    return not extra.get("property_kinds") or property_kind in extra["property_kinds"]


def _filled(text: str, replaced: Mapping[str, str]) -> str:
    for tag, value in replaced.items():
        text = text.replace(tag, value)
    return text


def _stamp(path: Path) -> int:
    return path.stat().st_mtime_ns if path.exists() else 0


@lru_cache(maxsize=4)
def _data(path: Path, _stamp: int) -> Mapping[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise InvalidInput(f"教示文の表（{path.name}）を読み取れません。管理者に連絡してください。") from error
