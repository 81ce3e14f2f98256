"""Actions are numbered as deviations are, with letters of their own."""

from sqlmodel import col

from app.actions.models import Action
from app.deviations.numbers import Numbering

ACTIONS = Numbering("ÅTG", col(Action.number), 0x57_1C_4B_A1)
