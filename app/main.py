from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.formparsers import MultiPartParser

from app.account import routes as account
from app.actions import routes as actions
from app.actions import routes_do as action_steps
from app.actions import routes_effect as action_effects
from app.actions import routes_export as plan_exports
from app.actions import routes_figures as action_figures
from app.actions import routes_findings as finding_pages
from app.actions import routes_import as plan_imports
from app.actions import routes_meetings as meetings
from app.actions import routes_orphans as orphans
from app.actions import routes_plan as action_plans
from app.actions import routes_re_reviews as re_reviews
from app.admin import routes as admin
from app.api import routes as api
from app.api import routes_tokens as tokens
from app.assignment import routes as assignment
from app.assignment import routes_recuse as recusal
from app.auth.data_key import load_data_key
from app.beside import BESIDE
from app.consensus import routes as consensus
from app.db import Database
from app.deviations import routes as deviations
from app.deviations import routes_alarms as alarms
from app.deviations import routes_change as deviation_changes
from app.deviations import routes_deficiencies as deficiencies
from app.deviations import routes_duties as duties
from app.deviations import routes_export as deviation_files
from app.deviations import routes_figures as deviation_figures
from app.deviations import routes_objections as objections
from app.deviations import routes_phone_list as phone_lists
from app.external_findings import routes as external_findings
from app.health import routes as health
from app.key_figures import routes as key_figures
from app.reactions import RULES
from app.register import routes as register
from app.register.drafts import Drafts
from app.register.reading import ParsedRegister, ReadTable
from app.reminders import routes as reminders
from app.reports import routes as reports
from app.reviews import routes as reviews
from app.reviews import routes_assure as assuring
from app.reviews import routes_replace as replacing
from app.reviews import routes_saving as saving
from app.rounds import routes as rounds
from app.rounds import routes_draw as round_draws
from app.rounds import routes_files as round_files
from app.routines import routes as routines
from app.schema import demand_newest
from app.settings import Mode, Settings
from app.summary import routes as summary
from app.summary.exporting import routes as exports
from app.summary.exporting.jobs import Exports
from app.web.cross_origin import OwnPagesOnly
from app.web.errors import show_errors
from app.web.headers import ProtectedApp
from app.web.language import Language, gettext
from app.web.render import STATIC, templates
from app.web.turns import Turns
from review_forms import all_forms

MIB = 1024 * 1024
LARGEST_BODY = 32 * MIB
# A register that is sent in stays in memory: its file never touches a disk.
MultiPartParser.spool_max_size = LARGEST_BODY

# Addresses are tried in this order; what is asked for most comes first.
ROUTERS = (
    saving.router,
    reviews.router,
    health.router,
    account.router,
    admin.router,
    register.router,
    rounds.router,
    round_draws.router,
    round_files.router,
    assignment.router,
    recusal.router,
    assuring.router,
    replacing.router,
    consensus.router,
    summary.router,
    key_figures.router,
    reminders.router,
    exports.router,
    reports.router,
    external_findings.router,
    finding_pages.router,
    orphans.router,
    plan_imports.router,
    action_figures.router,
    meetings.router,
    plan_exports.router,
    action_plans.router,
    actions.router,
    action_steps.router,
    action_effects.router,
    re_reviews.router,
    routines.router,
    phone_lists.router,
    alarms.router,
    deficiencies.router,
    objections.router,
    deviation_figures.router,
    deviation_files.router,
    deviations.router,
    deviation_changes.router,
    duties.router,
    api.router,
    tokens.router,
)


def create_app(settings: Settings) -> FastAPI:
    """Put the parts of the product together."""
    database = Database(settings)
    database.rules = RULES

    @asynccontextmanager
    async def running(_app: FastAPI) -> AsyncIterator[None]:
        demand_newest(database.reader)
        _get_ready()
        app.state.exports.start()
        yield
        app.state.exports.close()
        database.close()

    in_test = settings.mode is Mode.test
    app = ProtectedApp(
        title="Stickprov",
        lifespan=running,
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json" if in_test else None,
        max_body_size=LARGEST_BODY,
        redirect_slashes=False,
    )
    app.state.settings = settings
    app.state.database = database
    app.state.data_key = load_data_key(settings)
    app.state.drafts = Drafts[ParsedRegister]()
    app.state.plan_drafts = Drafts[ReadTable]()
    app.state.exports = Exports(settings)
    app.state.turns = Turns()
    app.state.beside = BESIDE
    show_errors(app)
    app.add_middleware(Language)
    app.add_middleware(OwnPagesOnly, origin=settings.origin)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    for router in ROUTERS:
        app.include_router(router)
    return app


def _get_ready() -> None:
    """Read once what nearly every page needs, before anybody can ask for it.

    Otherwise all who come back after a restart would each read it for themselves, at once, and
    wait for each other.
    """
    gettext("")
    all_forms()
    for name in ("web/error.html", "reviews/review.html", "reviews/question.html"):
        templates().get_template(name)
