"""The administrator's pages: people, units and the log."""

from app.admin import routes_access, routes_log, routes_people, routes_units
from app.web.routing import pages

router = pages()
for part in (routes_people, routes_access, routes_units, routes_log):
    router.include_router(part.router)
