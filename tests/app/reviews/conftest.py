import pytest

from tests.make import a_review


@pytest.fixture
def review(database):
    """Give the id of an open review of Rut's, with the full form and no answers yet."""
    with database.writing() as session:
        return a_review(session).id
