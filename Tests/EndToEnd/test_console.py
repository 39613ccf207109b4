"""The office console in a real browser: a day's work, every page for everybody, without script."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from selenium.webdriver.common.keys import Keys

from harness.browser import Browser
from harness.client import Client, next_day
from harness.hub import TONIGHT, Hub

_PASSWORD = "harbour morning tuna 5"
# An inn that sells at once, and one whose keeper is asked first.
_INN, _ASKED = "T01", "T07"


@pytest.fixture
def browser(hub: Hub) -> Iterator[Browser]:
    browser = Browser(hub.url)
    yield browser
    browser.quit()


def _log_in(hub: Hub, browser: Browser) -> None:
    """An administrator comes for the first time and takes a password of their own."""
    made = hub.innctl("user", "add", "hanako", "--role", "admin", "--json").json()
    browser.open("/office")
    assert browser.path == "/office/login"
    browser.fill(name="hanako", password=made["password"])
    browser.click("main .primary")
    assert browser.path == "/office/account"
    browser.fill(present=made["password"], new=_PASSWORD, again=_PASSWORD)
    browser.click("main .primary")


def _say_nothing_wrong(browser: Browser) -> None:
    assert browser.complaints() == []
    assert browser.requests_elsewhere() == []


def _request(platform: Client, night: str) -> str:
    """A booking that waits for its keeper."""
    answer = platform.book(platform.body(f"{_ASKED}-1-hb", night))
    assert answer.status_code == 202, answer.text
    return answer.json()["booking"]


def test_a_day_in_the_office(hub: Hub, browser: Browser) -> None:
    platform = hub.client("tabi-office")
    _log_in(hub, browser)
    browser.open("/office/today")

    # A request comes in at a platform: the page shows it by itself.
    request = _request(platform, next_day(TONIGHT, 3))
    browser.until(lambda: browser.all(f'a[href*="{request}"]'), "the request never came to the page")

    # It is answered with one press.
    browser.open(f"/office/bookings/{request}")
    browser.click("main .primary")
    assert platform.booking(request)["state"] == "confirmed"

    # Rooms of a night are set with the keys alone.
    room, first, second = f"{_INN}-1", TONIGHT, next_day(TONIGHT)
    browser.open(f"/office/tape#c-{room}-{first}")
    assert browser.focus == f"c-{room}-{first}"
    browser.press(Keys.ARROW_RIGHT)
    assert browser.focus == f"c-{room}-{second}"
    before = platform.offer(second, _INN).remaining
    wanted = 1 if before != 1 else 2
    # An Enter out of habit after the number opens nothing.
    browser.press(str(wanted), Keys.ENTER)
    browser.until(lambda: platform.offer(second, _INN).remaining == wanted, "the rooms weren't set")
    browser.until(lambda: browser.text("#tape-status"), "nobody said what was set")
    assert browser.focus == f"c-{room}-{second}", "the place was lost"
    for key, night in ((Keys.ARROW_DOWN, second), (Keys.HOME, first), (Keys.ARROW_UP, first)):
        browser.press(key)
        assert browser.focus.endswith(night)
    assert browser.focus == f"c-{room}-{first}"

    # A guest at the counter: a booking.
    browser.open(
        f"/office/bookings/new?check_in={first}&check_out={second}&adults=2&rooms=1&inn={_INN}"
    )
    rooms = platform.offer(first, _INN).remaining
    browser.fill(guest_name="窓口 一郎")
    browser.click('main form[method="post"] .primary')
    assert browser.path.startswith("/office/bookings/bk_")
    assert "窓口 一郎" in browser.text()
    assert platform.offer(first, _INN).remaining == rooms - 1

    # The inn's entry.
    browser.open(f"/office/inns/{_INN}")
    browser.fill(name="練習・はまなす荘新館")
    browser.click('main form[method="post"] .primary')
    assert platform.get(f"/v1/inns/{_INN}").json()["name"]["ja"] == "練習・はまなす荘新館"

    # English, and out.
    browser.click('form[action="/office/language"] button')
    assert browser.find("html").get_attribute("lang") == "en"
    browser.click('form[action="/office/logout"] button')
    assert browser.path == "/office/login"
    browser.open("/office/today")
    assert browser.path == "/office/login"
    _say_nothing_wrong(browser)


_PAGES = {
    "today": "/office/today",
    "bookings": "/office/bookings",
    "booking": "/office/bookings/{booking}",
    "alternatives": "/office/bookings/{booking}/alternatives",
    "booking-new": f"/office/bookings/new?check_in={TONIGHT}&check_out={next_day(TONIGHT)}&adults=2",
    "tape": "/office/tape?days=7&area=ohata",
    "tape-list": "/office/tape?days=7&area=ohata&view=list",
    "night": f"/office/tape/{_INN}-1/{TONIGHT}",
    "inns": "/office/inns",
    "inn": f"/office/inns/{_INN}",
    "inn-new": "/office/inns/new",
    "inns-import": "/office/inns/import",
    "calls": "/office/calls",
    "plan": "/office/calls?show=plan",
    "messages": "/office/calls?show=sms",
    "channels": "/office/channels",
    "channel": "/office/channels/tabi-office",
    "region": "/office/region",
    "announcements": "/office/region/announcements",
    "usage": "/office/region/usage",
    "audit": "/office/people",
    "accounts": "/office/people/accounts",
    "account": "/office/account",
}


def test_every_page_is_for_everybody(hub: Hub, browser: Browser) -> None:
    """WCAG 2.2 A and AA by axe-core; both languages; a telephone's width needs no sideways."""
    platform = hub.client("tabi-office")
    booking = _request(platform, next_day(TONIGHT, 3))
    browser.open("/office/login")
    faults = [f"login: {fault}" for fault in browser.accessibility_faults()]
    _log_in(hub, browser)
    for name, page in _PAGES.items():
        browser.open(page.replace("{booking}", booking))
        assert browser.find("html").get_attribute("lang") == "ja", name
        browser.picture(name)
        faults += [f"{name}: {fault}" for fault in browser.accessibility_faults()]
        browser.use_telephone_width(True)
        browser.picture(f"{name}-telephone")
        if browser.is_too_wide():
            faults.append(f"{name}: wider than a telephone")
        browser.use_telephone_width(False)
    browser.click('form[action="/office/language"] button')
    for name, page in _PAGES.items():
        browser.open(page.replace("{booking}", booking))
        assert browser.find("html").get_attribute("lang") == "en", name
    assert faults == []
    _say_nothing_wrong(browser)


def test_without_script(hub: Hub, browser: Browser) -> None:
    """Links and forms alone do the same work."""
    platform = hub.client("tabi-office")
    request = _request(platform, next_day(TONIGHT, 3))
    browser.open("/office/login")
    browser.use_scripts(False)
    _log_in(hub, browser)
    browser.open(f"/office/bookings/{request}")
    browser.click("main .primary")
    assert platform.booking(request)["state"] == "confirmed"

    browser.open("/office/tape")
    browser.click(f'[id="c-{_INN}-1-{TONIGHT}"]')
    assert browser.path == f"/office/tape/{_INN}-1/{TONIGHT}"
    browser.click('button[name="rooms"][value="1"]')
    assert platform.offer(TONIGHT, _INN).remaining == 1
    browser.click('form[action="/office/logout"] button')
    assert browser.path == "/office/login"
    _say_nothing_wrong(browser)
