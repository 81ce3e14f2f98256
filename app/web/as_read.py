"""What somebody had before her when she opened a form, so that nobody is written over unseen."""

from hashlib import sha256

from app.web.forms import Form, M, Submitted

OVERTAKEN = 409


class ReadForm(Form):
    """A form that was filled in with what stood there, and says so when it is sent."""

    as_read: str = ""


def stamp(*words: object) -> str:
    """Stand for these words in a form, which sends it back with what was typed."""
    return sha256("\n".join(map(str, words)).encode()).hexdigest()[:16]


def overtaken(form: Submitted[M], stands: str) -> Submitted[M] | None:
    """Give the form again, to be sent once more, if something else stands there by now."""
    if form.meaning is None or getattr(form.meaning, "as_read", "") == stands:
        return None
    return Submitted(form.typed | {"as_read": stands}, None, {})
