"""The pages of the door and of one's own account."""

from app.account import (
    routes_choices,
    routes_door,
    routes_invitation,
    routes_own,
    routes_proof,
    routes_reminders,
    routes_second_factor,
    routes_texts,
)
from app.web.routing import pages

router = pages()
for part in (
    routes_door,
    routes_proof,
    routes_own,
    routes_reminders,
    routes_second_factor,
    routes_invitation,
    routes_choices,
    routes_texts,
):
    router.include_router(part.router)
