"""Going where a response leads, as a browser does."""

from flask.testing import FlaskClient
from werkzeug.test import TestResponse


def follow(client: FlaskClient, response: TestResponse) -> TestResponse:
    """The page at the end of the redirects."""
    while response.status_code in (301, 302, 303, 308):
        response = client.get(response.location)
    return response
