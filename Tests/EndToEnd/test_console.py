"""The office console in a real browser: a day's work, every page for everybody, without script."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from conftest import HubMaker, PhoneCall
from selenium.webdriver.common.keys import Keys

from harness.browser import Browser
from harness.client import Client, next_day
from harness.hub import TONIGHT, Hub
from harness.inns import add_inn
from harness.ports import LOOPBACK
from harness.sipp import HangUp, HubHangsUp, Key, Speak

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


_SWIFT_TABLE = Path(__file__).parents[1] / "ConsoleTests" / "ConsoleSecurityTests.swift"
# What stands behind pages that can be looked at in more than one way.
_LOOKS = {
    "/office/bookings/new": [f"?check_in={TONIGHT}&check_out={next_day(TONIGHT)}&adults=2"],
    "/office/bookings/{booking}/notices": ["", "?kind=phrase_card&language=th"],
    "/office/tape": ["?days=7&area=ohata", "?days=7&area=ohata&view=list"],
    "/office/calls": ["", "?show=messages", "?show=sms", "?show=plan"],
    "/office/notices": ["?show=waiting", "?show=failed"],
}
# Files, sounds, pictures and streams are no pages; what is printed for guests and inns has tests of its own.
_NO_PAGES = {
    "/office/live", "/office/inns/export", "/office/messages/{message}/sound",
    "/office/region/statistics/chart", "/office/region/statistics/series/{chart}/chart",
}  # fmt: skip
_PAPERS = {
    "/office/bookings/{booking}/notices/page", "/office/bookings/{booking}/slip", "/office/inns/{inn}/card",
}  # fmt: skip


def _pages(**names: str) -> dict[str, str]:
    """Every page of the console by its route, so that none can be forgotten.

    The table that names all routes is the security tests', which fails for a route it lacks.
    """
    routes = re.findall(r'\(\.get, "(/office[^"]*)"', _SWIFT_TABLE.read_text())
    assert len(routes) > 25, "the table of routes is written otherwise"
    pages = {}
    for route in routes:
        if route in _NO_PAGES | _PAPERS or "/export" in route:
            continue
        path = re.sub(r"\{(\w+)\}", lambda name: names[name[1]], route)
        for look in _LOOKS.get(route, [""]):
            name = re.sub(r"\W+", "-", (route + look).removeprefix("/office/")).strip("-")
            pages[name] = path + look
    return pages


def _with_mail(hub: Hub) -> Hub:
    """Starts it with a mail server that nobody runs: notices wait."""
    hub.data.mkdir(mode=0o700)
    mail = {"host": LOOPBACK, "port": 9, "security": "plain", "from": "yado@example.org"}
    (hub.data / "notices.json").write_text(json.dumps({"mail": mail}))
    return hub.start()


def _full_office(hub: Hub, platform: Client, call: PhoneCall) -> dict[str, str]:
    """Something to be seen on every page; the names that stand in their addresses."""
    booking = _request(platform, next_day(TONIGHT, 3))
    guest = {"name": "練習 花子", "email": "hanako@example.org", "phone": "+819000000012"}
    inn = add_inn(hub)
    stays = platform.booked(platform.body(inn.room_only, TONIGHT, guest=guest))
    link = platform.post(f"/v1/notices/{stays['booking']}/link").json()["path"]
    page = requests.get(hub.url + link, timeout=30)
    mark = re.search(r'name="mark" value="(\w+)"', page.text)
    assert mark, page.text
    wish = {"mark": mark[1], "text": "One more person, please"}
    requests.post(f"{hub.url}{link}/change", data=wish, timeout=30).raise_for_status()
    hook = "https://tabi.example/hooks"
    hub.innctl("webhook", "add", "--channel", "tabi-office", "--url", hook, "--topics", "bookings")
    webhook = hub.innctl("webhook", "list", "--json").json()["webhooks"][0]
    phone = call(hub, inn.phone, HangUp())
    phone.ear.wait_for("お電話ありがとうございます")
    phone.go()
    phone.finished()
    (filed,) = hub.wait_for_calls(inn.id)
    return {
        "booking": booking, "room_type": f"{_INN}-1", "night": TONIGHT, "inn": _INN,
        "channel": "tabi-office", "webhook": webhook["id"], "call": filed["id"],
    }  # fmt: skip


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_page_is_for_everybody(
    make_hub: HubMaker, call: PhoneCall, language: str
) -> None:
    """WCAG 2.2 A and AA by axe-core; a telephone's width needs no sideways; nothing from elsewhere."""
    hub = _with_mail(make_hub())
    names = _full_office(hub, hub.client("tabi-office"), call)
    browser = Browser(hub.url)
    try:
        browser.open("/office/login")
        if language == "en":
            browser.click('form[action="/office/language"] button')
        faults = [f"login: {fault}" for fault in browser.accessibility_faults()]
        _log_in(hub, browser)
        for name, page in _pages(**names).items():
            browser.open(page)
            assert browser.find("html").get_attribute("lang") == language, name
            assert browser.all("main h1"), f"{name} has no title"
            faults += [f"{name}: {fault}" for fault in browser.accessibility_faults()]
            browser.use_telephone_width(True)
            if browser.is_too_wide():
                faults.append(f"{name}: wider than a telephone")
            if language == "ja":
                browser.picture(f"{name}-telephone")
            browser.use_telephone_width(False)
            if language == "ja":
                browser.picture(name)
                browser.use_paper(True)
                if any(menu.is_displayed() for menu in browser.all("nav.sections")):
                    faults.append(f"{name}: the menu is printed")
                browser.use_paper(False)
        assert faults == []
        _say_nothing_wrong(browser)
    finally:
        browser.quit()


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

    browser.open(f"/office/bookings/{request}/notices?kind=confirmed&language=ko")
    assert "예약이 확정되었습니다" in browser.text("main pre")
    browser.open("/office/notices/emergency")
    browser.click('[name="preview"]')
    browser.click("main .button.danger")
    assert browser.all(".notice.done")
    browser.click('form[action="/office/logout"] button')
    assert browser.path == "/office/login"
    _say_nothing_wrong(browser)


# Saturday evening: nobody is in the office, and keepers leave messages.
_SATURDAY = "2026-12-05"
_SATURDAY_NIGHT = f"{_SATURDAY}T12:00:00Z"
_SPOKEN_SECONDS = 4


def test_calls_are_seen_as_they_happen(make_hub: HubMaker, call: PhoneCall) -> None:
    """A key on a telephone changes the open chart; what was said is read and heard."""
    hub = make_hub(clock=_SATURDAY_NIGHT).start()
    browser = Browser(hub.url)
    try:
        _log_in(hub, browser)
        browser.open(f"/office/tape?inn={_INN}")
        # So late she is asked about the next night.
        cell = f'[id="c-{_INN}-1-{next_day(_SATURDAY)}"]'
        assert "○3" not in browser.text(cell)
        phone = call(hub, "0175000001", Key("3"), HangUp())
        phone.ear.wait_for_question("部屋の数を", "満室は")
        phone.go()
        # Nobody loads the page anew.
        browser.until(lambda: "○3" in browser.text(cell), "the call never came to the chart")
        name = browser.script("return document.querySelector(arguments[0]).ariaLabel", cell)
        assert "3部屋" in name and "電話" in name
        phone.go()
        phone.finished()

        # She leaves a message; today's page shows it by itself.
        browser.open("/office/today")
        phone = call(hub, "0175000001", Key("#"), Speak(), Key("#"), HubHangsUp())
        phone.ear.wait_for("お電話ありがとうございます")
        phone.go()
        phone.ear.wait_for("係がおりません", seconds=60)
        phone.ear.wait_for("こちらから、お電話します", seconds=60)
        phone.go()
        # Somebody talks as long as that, which no event tells of.
        time.sleep(_SPOKEN_SECONDS)
        phone.go()
        phone.finished()
        messages = 'a[href="/office/calls?show=messages"]'
        browser.until(lambda: browser.all(messages), "nobody was told of the message")
        browser.click(messages)
        browser.script("const sound = document.querySelector('audio'); sound.preload = 'auto'; sound.load();")
        browser.until(
            lambda: browser.script("return document.querySelector('audio').duration > 1"),
            "the message can't be heard",
        )
        browser.picture("message-ja")
        browser.click('form[action$="/done"] button')
        assert hub.innctl("message", "list", "--json").json()["messages"] == []

        # The first call, word for word.
        first = hub.wait_for_calls(_INN, 2)[0]
        browser.open("/office/calls")
        browser.click(f'a[href="/office/calls/{first["id"]}"]')
        transcript = browser.text("pre")
        assert "お電話ありがとうございます" in transcript
        assert "key  3" in transcript and "saved, remaining 3" in transcript
        _say_nothing_wrong(browser)
    finally:
        browser.quit()


def test_the_keyboard_is_enough(hub: Hub, browser: Browser) -> None:
    """Signing in, a room, a booking's answer, and out, without a mouse; the focus is always seen."""
    platform = hub.client("tabi-office")
    request = _request(platform, next_day(TONIGHT, 3))
    made = hub.innctl("user", "add", "hanako", "--role", "admin", "--json").json()
    browser.open("/office/login")
    browser.tab_to('[name="name"]')
    browser.press("hanako", Keys.TAB, made["password"], Keys.ENTER)
    browser.until(lambda: browser.path == "/office/account", "nobody was let in")
    browser.tab_to('[name="present"]')
    browser.press(made["password"], Keys.TAB, _PASSWORD, Keys.TAB, _PASSWORD, Keys.ENTER)
    browser.until(lambda: browser.all(".notice.done"), "the password was not taken")

    # The first stop leads past the menu.
    browser.open("/office/today")
    browser.press(Keys.TAB)
    assert browser.script("return document.activeElement.matches('.skip')")
    browser.press(Keys.ENTER)
    browser.tab_to(f'[id="answer-{request}"]')
    browser.press(Keys.ENTER)
    browser.until(lambda: request in browser.path, "the request did not open")
    browser.tab_to("main .urgent .primary")
    browser.press(Keys.ENTER)
    browser.until(lambda: platform.booking(request)["state"] == "confirmed", "it was not answered")

    # One cell of the chart is in the order of tabs, arrows walk from it.
    browser.open(f"/office/tape?inn={_INN}")
    browser.tab_to(".tape .cell")
    browser.press(Keys.ARROW_RIGHT)
    night = next_day(TONIGHT)
    assert browser.focus == f"c-{_INN}-1-{night}"
    browser.press(Keys.ENTER)
    browser.until(lambda: browser.all("dialog[open] .keys button"), "the night did not open")
    browser.tab_to('dialog .keys button[value="1"]')
    browser.press(Keys.ENTER)
    browser.until(lambda: platform.offer(night, _INN).remaining == 1, "the rooms weren't set")
    browser.until(lambda: browser.all(".notice.done"), "nobody said what was done")
    browser.tab_to('form[action="/office/logout"] button')
    browser.press(Keys.ENTER)
    browser.until(lambda: browser.path == "/office/login", "still signed in")
    _say_nothing_wrong(browser)


def test_an_emergency_is_one_action(make_hub: HubMaker) -> None:
    """Looked at first, with who is where and what each reads; then sent to all."""
    hub = _with_mail(make_hub())
    browser = Browser(hub.url)
    try:
        _call_an_emergency(hub, browser)
    finally:
        browser.quit()


def _call_an_emergency(hub: Hub, browser: Browser) -> None:
    platform = hub.client("tabi-office")
    inn = add_inn(hub)
    guest = {"name": "Somchai", "email": "somchai@example.org", "language": "th"}
    platform.booked(platform.body(inn.room_only, TONIGHT, guest=guest))
    _log_in(hub, browser)
    browser.open("/office/notices/emergency")
    browser.find('[name="hazard"] [value="earthquake"]').click()
    browser.fill(text="津波警報です。")
    browser.click('[name="preview"]')
    plan = browser.text("#plan")
    assert "ไทย 1組" in plan and "メール 1" in plan
    assert hub.innctl("broadcast", "list", "--json").json()["broadcasts"] == []
    assert browser.accessibility_faults() == []
    browser.picture("emergency-plan")
    browser.said_yes("main .button.danger")
    assert "1組" in browser.text(".notice.done")
    told = hub.innctl("notice", "list", "--json").json()["notices"]
    assert [notice["kind"] for notice in told].count("emergency") == 1
    assert hub.innctl("broadcast", "list", "--json").json()["broadcasts"]
    browser.open("/office/notices/headcount")
    assert "Somchai" in browser.text()
    _say_nothing_wrong(browser)
