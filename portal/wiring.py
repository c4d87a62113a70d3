"""The ONLY list of what exists: blueprints, menu, home cards, job handlers, searchable sources, commands.

A feature is switched on by naming it here. Lower floors never import upper ones; what they need of them is handed
down from this list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Protocol

import click
from flask import Blueprint
from sqlalchemy.orm import Session

from portal.accounts import commands as account_commands
from portal.accounts.news import Pages, news_card
from portal.calculators import agenda as calculator_agenda
from portal.calculators import case_views as calculator_cases
from portal.calculators import table_views as calculator_tables
from portal.calculators import views as calculator_views
from portal.calculators.commands import calc
from portal.courses import commands as course_commands
from portal.courses import home as course_home
from portal.courses import sample as course_sample
from portal.courses import search as course_search
from portal.courses import views as course_views
from portal.courses.check import check as check_courses
from portal.courses.knowledge import knowledge_of
from portal.courses.library import course_library
from portal.courses.relying import relying as relying_courses
from portal.domain.actor import Actor
from portal.domain.permissions import Permission
from portal.index.port import Document
from portal.jobs import Handler
from portal.ledger import documents as ledger_documents
from portal.ledger import views as ledger_views
from portal.ledger.panels import PanelSource
from portal.manuals import attachments as manual_attachments
from portal.manuals import book_pdf, law_changes, reliance
from portal.manuals import commands as manual_commands
from portal.manuals import documents as manual_documents
from portal.manuals import home as manual_home
from portal.manuals import views as manual_views
from portal.manuals.check import check as check_manuals
from portal.manuals.lending import Knowledge
from portal.manuals.pages import library
from portal.meetings import commands as meeting_commands
from portal.meetings import home as meeting_home
from portal.meetings import sample as meeting_sample
from portal.meetings import search as meeting_search
from portal.meetings import views as meeting_views
from portal.notices import commands as notice_commands
from portal.notices import home as notice_home
from portal.notices import making as notice_making
from portal.notices import search as notice_search
from portal.notices import views as notice_views
from portal.notices.library import doctor as check_forms
from portal.office import Office, RelyingSource
from portal.referrals import commands as referral_commands
from portal.referrals import home as referral_home
from portal.referrals import sample as referral_sample
from portal.referrals import views as referral_views
from portal.search import commands as search_commands
from portal.search import service as search_service
from portal.search import views as search_views
from portal.settings import Settings
from portal.web import NavItem
from portal.web.views import HomeSource

BLUEPRINTS: Sequence[Blueprint] = (
    ledger_views.blueprint,
    manual_views.blueprint,
    search_views.blueprint,
    notice_views.blueprint,
    referral_views.blueprint,
    calculator_views.blueprint,
    meeting_views.blueprint,
    course_views.blueprint,
)

NAV: Sequence[NavItem] = (
    NavItem("手引き・ノウハウ", "manuals.index", Permission.MANUALS_READ),
    NavItem("案件", "ledger.list_cases", Permission.CASES_READ),
    NavItem("通知書", "notices.index", Permission.NOTICES_READ),
    NavItem("弁護士委任", "referrals.index", Permission.REFERRALS_READ),
    NavItem("連絡会", "meetings.index", Permission.MEETINGS_READ),
    NavItem("研修", "courses.index", Permission.COURSES_TAKE),
    NavItem("計算", "calculators.index", Permission.CALCULATORS_USE),
    NavItem("利用者と課", "accounts.list_users", Permission.USERS_MANAGE),
)

NEWS_PAGES: Pages = {
    "manual": ("manuals.show", "page_id"),
    "meeting": ("meetings.show", "meeting_id"),
    "question": ("search.show_question", "question_id"),
    "referral": ("referrals.show", "packet_id"),
    "case": ("ledger.show", "case_id"),
    "batch": ("notices.show_batch", "batch_id"),
}

HOME_SOURCES: Sequence[HomeSource] = (
    calculator_agenda.home_card,
    notice_home.drafts_card,
    referral_home.home_card,
    meeting_home.home_card,
    course_home.home_card,
    manual_home.home_card,
    news_card(NEWS_PAGES),
)

CASE_PANELS: Sequence[PanelSource] = (calculator_cases.case_panel, notice_home.case_panel, referral_home.case_panel)

JOB_HANDLERS: dict[str, Handler] = {
    notice_making.KIND: notice_making.make,
    book_pdf.KIND: book_pdf.make,
    manual_attachments.KIND: manual_attachments.read,
}

SampleLoader = Callable[[Office, Session, dict[str, Actor], datetime], None]
"""A feature's part of the sample office; gets the writing actor of each department by its name."""
SAMPLE_LOADERS: Sequence[SampleLoader] = (
    referral_sample.load_sample,
    meeting_sample.load_sample,
    course_sample.load_sample,
)

Source = Callable[[Office, Session], Iterable[Document]]
SEARCH_SOURCES: dict[str, Source] = {
    "manual": manual_documents.all_documents,
    "attachment": manual_attachments.all_documents,
    "statute": manual_documents.all_statutes,
    "case": ledger_documents.all_documents,
    "form": notice_search.all_documents,
    "knowhow": search_service.all_documents,
    "minutes": meeting_search.all_documents,
    "course": course_search.all_documents,
}

RELYING: tuple[RelyingSource, ...] = (
    reliance.pages,
    reliance.forms,
    reliance.tables,
    relying_courses,
)
"""What rests on statutes: shown on the statute cards, made 要確認 by a law change (see ``portal.domain.reliance``)."""

LAW_QUESTIONS = law_changes.Questions()
"""Who answers what a law change asks of the things of any feature."""

COMMANDS: Sequence[click.Command] = (
    account_commands.users,
    search_commands.search,
    notice_commands.notices,
    manual_commands.manuals,
    manual_commands.statutes,
    referral_commands.referrals,
    calc,
    meeting_commands.meetings,
    course_commands.courses,
)


class Problem(Protocol):
    """What a feature's own check finds: ``mild`` ones do not make `portal doctor` fail."""

    @property
    def sentence(self) -> str: ...

    @property
    def mild(self) -> bool: ...


def _manuals(office: Office, today: date) -> Iterable[Problem]:
    """手引き"""
    return check_manuals(library(office.settings.manuals), office.settings.templates, today)


def _courses(office: Office, today: date) -> Iterable[Problem]:
    """研修"""
    return check_courses(course_library(office.settings.courses), knowledge_of(office), today)


DOCTOR_CHECKS: Sequence[Callable[[Office, date], Iterable[Problem]]] = (
    _manuals,
    _courses,
    check_forms,
    calculator_tables.check_tables,
)


LENT: Mapping[str, Callable[[Settings], Any]] = {
    # the manuals' pages and citations, for the courses
    "knowledge": lambda settings: Knowledge(settings.manuals, settings.templates),
}
"""What one feature lends another through ``Office.lent``: made once an office, looked up by the name."""
