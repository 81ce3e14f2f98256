"""A program that reads in somebody's name."""

from datetime import timedelta

from app.auth import tokens
from app.clock import now as clock


class Program:
    """Reads with a token, and carries no cookies of anybody."""

    def __init__(self, browser, token):
        self.browser = browser
        self.token = token

    def get(self, path, **more):
        self.browser.cookies.clear()
        headers = {"Authorization": f"Bearer {self.token}", **more.pop("headers", {})}
        return self.browser.get(f"/api/v1{path}", headers=headers, **more)

    def rows(self, path, **more):
        """Read a whole table, page by page."""
        found, cursor = [], ""
        while cursor is not None:
            params = {**more, **({"cursor": cursor} if cursor else {})}
            answer = self.get(path, params=params)
            assert answer.status_code == 200, answer.text
            body = answer.json()
            found += body["data"]
            cursor = body["next"]
        return found


def a_token(database, actor, *scopes):
    with database.writing() as session:
        return tokens.issue_token(
            session, actor, "Power BI", list(scopes), lasts=timedelta(days=90), now=clock()
        )


def a_program(browser, actor, *scopes):
    """Issue a token for an actor and give the program that has it."""
    return Program(browser, a_token(browser.app.state.database, actor, *scopes))
