"""What is shown beside what, where it points ahead in the story: pages with a place to fill."""

from app.actions.beside import actions_beside, actions_for_question
from app.deviations.beside import (
    behind_routine,
    behind_routines,
    cases_beside,
    deficiencies_beside,
)
from app.web.beside import Beside

BESIDE: Beside = {
    "deviations/deviation.html": (actions_beside,),
    "reviews/read_review.html": (deficiencies_beside,),
    "routines/routines.html": (behind_routines,),
    "routines/routine.html": (behind_routine,),
    "summary/question.html": (cases_beside, actions_for_question),
}
