"""All pages of the tour, from the modules that list them."""

from tests.browser.attendance_pages import ATTENDANCE_PAGES
from tests.browser.certificate_pages import CERTIFICATE_PAGES
from tests.browser.exchange_pages import EXCHANGE_PAGES
from tests.browser.keeping_pages import KEEPING_PAGES
from tests.browser.learning_pages import LEARNING_PAGES
from tests.browser.nomination_pages import NOMINATION_PAGES
from tests.browser.pages import PAGES

EVERY_PAGE = [
    *PAGES,
    *EXCHANGE_PAGES,
    *KEEPING_PAGES,
    *LEARNING_PAGES,
    *CERTIFICATE_PAGES,
    *ATTENDANCE_PAGES,
    *NOMINATION_PAGES,
]
