"""Sending answers the way the page does."""

import uuid

from app.reviews.judging import Sent
from app.reviews.saving import Outcome, Save, save_durably
from tests.cast import NOON, RUT


def op():
    return str(uuid.uuid4())


def a_save(review_id, question="inquiry_on_file", value="yes", *, version=0, op_id=None, **more):
    values = None if value is None else (value,)
    return Save(
        review_id=review_id,
        question_id=question,
        sent=Sent(values, **more),
        version=version,
        op_id=op_id or op(),
    )


def save(database, *what, actor=RUT, now=NOON, **more) -> Outcome:
    return save_durably(database.group, actor.id, a_save(*what, **more), now=now)


def post(browser, review_id, question="inquiry_on_file", **sent):
    content = {"version": 0, "op_id": op(), **sent}
    return browser.post(f"/reviews/{review_id}/answers/{question}", json=content)
