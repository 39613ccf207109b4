"""Guests are told: by mail over a real SMTP server, and on pages in a real browser."""

from __future__ import annotations

import json
import shutil
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default as mail_policy
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from harness import sms
from harness.page_browser import PageBrowser
from harness.client import Client, next_day
from harness.hub import TONIGHT, Hub
from harness.inns import Inn, add_inn
from harness.ports import LOOPBACK, free_ports
from selenium.webdriver.common.by import By

LANGUAGES = ["ja", "ja-easy", "en", "zh-Hant", "zh-Hans", "ko", "th"]
# Letters of each language, and a family that has them all.
FONTS = {
    "ja": "Noto Sans CJK JP",
    "ja-easy": "Noto Sans CJK JP",
    "zh-Hant": "Noto Sans CJK TC",
    "zh-Hans": "Noto Sans CJK SC",
    "ko": "Noto Sans CJK KR",
    "th": "Noto Sans Thai",
}
# As long as a booking takes one, without a blank to break at.
LONG_NAME = "W" * 40 + "長" * 40
MAIL_SECONDS = 180

HubMaker = Callable[..., Hub]


class Mailbox:
    """A mail server on the loopback interface that keeps what it gets."""

    def __init__(self, port: int, **options: Any):
        self.port = port
        self.mails: list[tuple[str, bytes]] = []
        self.options = options
        self._controller: Controller | None = None

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.mails.append((envelope.rcpt_tos[0], envelope.original_content))
        return "250 taken"

    def start(self) -> Mailbox:
        self._controller = Controller(self, hostname=LOOPBACK, port=self.port, **self.options)
        self._controller.start()
        return self

    def stop(self) -> None:
        if self._controller:
            self._controller.stop()
            self._controller = None

    def wait(self, count: int = 1) -> list[EmailMessage]:
        deadline = time.monotonic() + MAIL_SECONDS
        while len(self.mails) < count:
            assert time.monotonic() < deadline, f"{len(self.mails)} of {count} mails"
            time.sleep(0.1)
        parser = BytesParser(policy=mail_policy)
        return [parser.parsebytes(content) for _, content in self.mails]  # type: ignore[misc]


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    box = Mailbox(free_ports())
    yield box
    box.stop()


def with_notices(hub: Hub, settings: dict[str, Any]) -> Hub:
    hub.data.mkdir(mode=0o700, exist_ok=True)
    file = hub.data / "notices.json"
    file.touch(mode=0o600)
    file.write_text(json.dumps(settings))
    return hub


def mail_settings(port: int, **more: Any) -> dict[str, Any]:
    return {
        "public_url": "https://yado.example.org/",
        "mail": {
            "host": LOOPBACK,
            "port": port,
            "security": "plain",
            "from": "yado@example.org",
            "from_name": "下北宿案内",
        }
        | more,
    }


def guest(language: str = "ko", **more: Any) -> dict[str, Any]:
    return {
        "name": "김 練習 Ångström",
        "name_kana": "キム レンシュウ",
        "email": "guest@example.org",
        "language": language,
        "country": "KR",
    } | more


def wait_for_states(hub: Hub, wanted: list[tuple[str, str]]) -> None:
    deadline = time.monotonic() + MAIL_SECONDS
    while states(hub) != wanted:
        assert time.monotonic() < deadline, states(hub)
        time.sleep(0.1)


def states(hub: Hub) -> list[tuple[str, str]]:
    notices = hub.innctl("notice", "list", "--json").json()["notices"]
    return [(notice["kind"], notice["state"]) for notice in reversed(notices)]


# Mail


def test_a_confirmation_arrives_whole(make_hub: HubMaker, mailbox: Mailbox) -> None:
    mailbox.start()
    hub = with_notices(make_hub(), mail_settings(mailbox.port)).start()
    platform = hub.client()
    inn = add_inn(hub)
    booked = platform.booked(platform.body(inn.room_only, next_day(TONIGHT, 9), guest=guest()))
    mail = mailbox.wait()[0]
    assert mail["From"] == "下北宿案内 <yado@example.org>"
    assert mail["To"] == "김 練習 Ångström <guest@example.org>"
    assert booked["reference"][:3] in mail["Subject"]
    assert "예약이 확정되었습니다" in mail["Subject"]
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content_type() == "multipart/alternative"
    text, html = list(mail.iter_parts())
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert text.get_content_charset() == html.get_content_charset() == "utf-8"
    # The same words as on the terminal, but for the link, which is shown once.
    shown = hub.innctl("notice", "render", "--booking", booked["booking"]).out.splitlines()
    written = text.get_content().replace("\r\n", "\n").splitlines()
    assert [line for line in shown if line not in written] == []
    assert "김 練習 Ångström" in html.get_content()
    # The link opens the guest's page here.
    path = next(line for line in written if line.startswith("https://yado.example.org/g/"))
    page = Client(hub.url, None).get(path.removeprefix("https://yado.example.org"))
    assert page.status_code == 200
    assert "예약이 확정되었습니다" in page.text
    assert states(hub) == [("confirmed", "sent")]


def test_a_server_that_was_down_gets_it_once(make_hub: HubMaker, mailbox: Mailbox) -> None:
    hub = with_notices(make_hub(), mail_settings(mailbox.port)).start()
    platform = hub.client()
    inn = add_inn(hub)
    platform.booked(platform.body(inn.room_only, next_day(TONIGHT, 9), guest=guest()))
    deadline = time.monotonic() + MAIL_SECONDS
    while states(hub) != [("confirmed", "waiting")]:
        assert time.monotonic() < deadline, states(hub)
        time.sleep(0.2)
    # And the hub goes down on top of it.
    hub.kill()
    mailbox.start()
    hub.start()
    mailbox.wait()
    while states(hub) != [("confirmed", "sent")]:
        assert time.monotonic() < deadline + MAIL_SECONDS, states(hub)
        time.sleep(0.2)
    hub.stop()
    assert len(mailbox.mails) == 1


def certificate(folder: Path) -> tuple[Path, Path]:
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
        + ["-keyout", str(key), "-out", str(certificate), "-subj", "/CN=mail.example.org"]
        + ["-addext", f"subjectAltName=IP:{LOOPBACK}"],
        check=True,
        capture_output=True,
    )
    return key, certificate


def test_it_is_said_in_secret_or_not_at_all(make_hub: HubMaker, tmp_path: Path) -> None:
    key, authority = certificate(tmp_path)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(authority, key)

    def check(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        is_right = isinstance(data, LoginPassword) and (data.login, data.password) == (
            b"hub",
            b"sesame",
        )
        return AuthResult(success=is_right)

    box = Mailbox(
        free_ports(),
        tls_context=context,
        require_starttls=True,
        auth_required=True,
        authenticator=check,
    ).start()
    try:
        secure = {"security": "starttls", "user": "hub", "password": "sesame"}
        trusted = secure | {"authorities": str(authority)}
        hub = with_notices(make_hub("trusting"), mail_settings(box.port, **trusted)).start()
        platform = hub.client()
        inn = add_inn(hub)
        platform.booked(platform.body(inn.room_only, next_day(TONIGHT, 9), guest=guest()))
        box.wait()
        # Whose certificate nobody vouches for gets no guest's name.
        wary = with_notices(make_hub("wary"), mail_settings(box.port, **secure)).start()
        platform = wary.client()
        inn = add_inn(wary)
        platform.booked(platform.body(inn.room_only, next_day(TONIGHT, 9), guest=guest()))
        deadline = time.monotonic() + MAIL_SECONDS
        while not wary.innctl("notice", "list", "--json").json()["notices"][0:1] or not wary.innctl(
            "notice", "list", "--json"
        ).json()["notices"][0]["error"]:
            assert time.monotonic() < deadline
            time.sleep(0.2)
        assert len(box.mails) == 1
        assert states(wary) == [("confirmed", "waiting")]
    finally:
        box.stop()


def test_what_comes_back_is_the_offices_matter(make_hub: HubMaker, mailbox: Mailbox) -> None:
    mailbox.start()
    hub = with_notices(make_hub(), mail_settings(mailbox.port)).start()
    platform = hub.client()
    inn = add_inn(hub)
    platform.booked(platform.body(inn.room_only, next_day(TONIGHT, 9), guest=guest()))
    mail = mailbox.wait()[0]
    report = f"Action: failed\nDiagnostic-Code: smtp; 550 5.1.1 unknown\n\nMessage-ID: {mail['Message-ID']}\n"
    deadline = time.monotonic() + MAIL_SECONDS
    while states(hub) != [("confirmed", "sent")]:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    hub.innctl("notice", "bounce", "-", stdin=report)
    assert states(hub) == [("confirmed", "failed")]
    assert "550 5.1.1" in hub.innctl("notice", "list", "--state", "failed").out


def test_a_real_report_of_a_mail_server_is_understood(
    make_hub: HubMaker, mailbox: Mailbox
) -> None:
    """RFC 3464, with the header lines folded as mail servers fold them."""
    mailbox.start()
    hub = with_notices(make_hub(), mail_settings(mailbox.port)).start()
    platform = hub.client()
    inn = add_inn(hub)
    platform.booked(platform.body(inn.room_only, next_day(TONIGHT, 9), guest=guest()))
    sent = mailbox.wait()[0]
    deadline = time.monotonic() + MAIL_SECONDS
    while states(hub) != [("confirmed", "sent")]:
        assert time.monotonic() < deadline
        time.sleep(0.1)

    def report(action: str, status: str) -> str:
        return (
            "From: MAILER-DAEMON@mx.example.org\r\nTo: yado@example.org\r\n"
            "Message-ID: <20261203.1@mx.example.org>\r\n"
            'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
            "--b\r\nContent-Type: text/plain\r\n\r\nThe mail system\r\n"
            "--b\r\nContent-Type: message/delivery-status\r\n\r\n"
            "Reporting-MTA: dns; mx.example.org\r\n\r\n"
            "Final-Recipient: rfc822; guest@example.org\r\n"
            f"Action: {action}\r\nStatus: {status}\r\n"
            "Diagnostic-Code: smtp; 550 5.1.1 <guest@example.org>:\r\n    no such mailbox\r\n"
            "--b\r\nContent-Type: text/rfc822-headers\r\n\r\n"
            f"From: yado@example.org\r\nMessage-ID:\r\n {sent['Message-ID']}\r\n--b--\r\n"
        )

    # A delay is no bounce, and another's report none of ours.
    assert hub.run("notice", "bounce", "-", stdin=report("delayed", "4.4.1")).status != 0
    assert states(hub) == [("confirmed", "sent")]
    hub.innctl("notice", "bounce", "-", stdin=report("failed", "5.1.1"))
    assert states(hub) == [("confirmed", "failed")]
    (notice,) = hub.innctl("notice", "list", "--json").json()["notices"]
    assert "550 5.1.1" in notice["error"] and "no such mailbox" in notice["error"]


# By SMS


def test_a_guest_without_mail_is_told_by_sms(make_hub: HubMaker) -> None:
    provider = sms.Provider()
    try:
        hub = with_notices(make_hub(), {"public_url": "https://yado.example.org"})
        sms.configure(hub, twilio=provider.settings())
        hub.start()
        platform = hub.client()
        inn = add_inn(hub)
        mobile = guest("en", phone="+819000000012")
        del mobile["email"]
        body = platform.body(inn.room_only, next_day(TONIGHT, 9), guest=mobile)
        booked = platform.booked(body)
        text = provider.answers(1, seconds=MAIL_SECONDS)[0]
        assert provider.sent[0]["To"] == "+819000000012"
        assert booked["reference"][:3] in text
        path = text.split()[-1].removeprefix("https://yado.example.org")
        assert Client(hub.url, None).get(path).status_code == 200
        wait_for_states(hub, [("confirmed", "sent")])
        # What the network says is what the office sees.
        sms.report(hub, provider.sent[0]["sid"], "delivered")
        wait_for_states(hub, [("confirmed", "delivered")])
        # Its cost is the inn's.
        used = hub.innctl("usage", "list", "--from", "2026-12", "--through", "2026-12", "--json").json()
        assert inn.id in json.dumps(used)

        # A telephone of a house gets none; nor does a telephone abroad, by policy.
        for night, number in [(20, "+81175000012"), (21, "+886900000012")]:
            other = mobile | {"phone": number}
            platform.booked(platform.body(inn.room_only, next_day(TONIGHT, night), guest=other))
        cancelled = platform.post(
            f"/v1/bookings/{booked['booking']}/cancel", headers={"Idempotency-Key": "cancel-1"}
        )
        assert cancelled.status_code == 200, cancelled.text
        assert "ancel" in provider.answers(2, seconds=MAIL_SECONDS)[1]
        wait_for_states(hub, [("confirmed", "delivered"), ("cancelled_by_guest", "sent")])
        sms.report(hub, provider.sent[1]["sid"], "undelivered")
        wait_for_states(hub, [("confirmed", "delivered"), ("cancelled_by_guest", "failed")])
        assert len(provider.sent) == 2
    finally:
        provider.close()


def test_a_platform_may_choose_sms(make_hub: HubMaker, mailbox: Mailbox) -> None:
    mailbox.start()
    provider = sms.Provider()
    try:
        hub = with_notices(make_hub(), mail_settings(mailbox.port))
        sms.configure(hub, twilio=provider.settings())
        hub.start()
        platform = hub.client()
        inn = add_inn(hub)
        answer = platform.request("PUT", "/v1/notices", json={"mail": True, "sms": True})
        assert answer.json() == {"mail": True, "sms": True}
        both = guest("ja", phone="+819000000013")
        body = platform.body(inn.room_only, next_day(TONIGHT, 9), guest=both)
        platform.booked(body)
        assert "はまなす荘" in provider.answers(1, seconds=MAIL_SECONDS)[0]
        # Who has no telephone for it gets mail all the same.
        platform.booked(body | {"guest": guest("ja")})
        mailbox.wait()
        assert len(provider.sent) == 1
    finally:
        provider.close()


# In case of emergency


def test_an_emergency_reaches_guests_and_shows_who_is_where(
    make_hub: HubMaker, mailbox: Mailbox
) -> None:
    mailbox.start()
    hub = with_notices(make_hub(), mail_settings(mailbox.port)).start()
    platform = hub.client()
    inn = add_inn(hub)
    platform.booked(platform.body(inn.room_only, TONIGHT, guest=guest("th")))
    mailbox.wait()
    answer = hub.innctl(
        "notice", "emergency", inn.id, "--hazard", "earthquake", "--text", "津波警報です。", "--json"
    ).json()
    assert (answer["parties"], answer["calls"]) == (1, 1)
    assert [(count["inn"], count["arriving"]) for count in answer["inns"]] == [(inn.id, 2)]
    mail = mailbox.wait(2)[1]
    assert "แจ้งเตือนแผ่นดินไหวและสึนามิ" in mail["Subject"]
    text = list(mail.iter_parts())[0].get_content()
    assert "津波警報です。" in text
    assert "119" in text


# Pages


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PageBrowser]:
    browser = PageBrowser(tmp_path_factory.mktemp("browser"))
    yield browser
    browser.close()


@pytest.fixture
def long_booking(town: Hub, platform: Client, inn: Inn) -> dict[str, Any]:
    """A booking whose words are as long as they may be."""
    return platform.booked(
        platform.body(
            inn.room_only,
            next_day(TONIGHT, 9),
            nights=3,
            guest=guest("en", name=LONG_NAME, diet="no " + "shellfish-and-" * 6 + "nuts"),
        )
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_notice_fits_a_telephone_and_a_sheet(
    town: Hub, long_booking: dict[str, Any], browser: PageBrowser, tmp_path: Path, language: str
) -> None:
    for kind in ["confirmed", "phrase_card"]:
        page = tmp_path / f"{kind}.html"
        town.innctl(
            "notice", "render", "--booking", long_booking["booking"], "--kind", kind,
            "--lang", language, "--format", "html", "--output", str(page),
        )  # fmt: skip
        browser.open(page.as_uri())
        browser.picture(tmp_path / f"{kind}.png")
        assert browser.overflow == []
        assert browser.axe() == []
        pdf = browser.pdf()
        (tmp_path / f"{kind}.pdf").write_bytes(pdf)
        assert PageBrowser.sheets(pdf) == 1
        if language in FONTS:
            assert FONTS[language] in browser.fonts("article h1")


def test_the_inns_slip_fits_a_sheet(
    town: Hub, long_booking: dict[str, Any], browser: PageBrowser, tmp_path: Path
) -> None:
    page = tmp_path / "slip.html"
    town.innctl(
        "notice", "render", "--booking", long_booking["booking"], "--format", "slip",
        "--output", str(page),
    )  # fmt: skip
    browser.open(page.as_uri())
    assert browser.axe() == []
    assert PageBrowser.sheets(browser.pdf()) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_guests_page_is_good_for_everybody(
    town: Hub, platform: Client, long_booking: dict[str, Any], browser: PageBrowser, language: str
) -> None:
    path = platform.post(f"/v1/notices/{long_booking['booking']}/link").json()["path"]
    for kind in ["", "&kind=phrase_card", "&kind=house_rules"]:
        browser.open(f"{town.url}{path}?lang={language}{kind}")
        assert browser.axe() == []
        assert browser.overflow == []
    assert browser.errors == []


def test_a_guest_asks_and_cancels_with_a_thumb(
    town: Hub, platform: Client, inn: Inn, browser: PageBrowser
) -> None:
    night = next_day(TONIGHT, 12)
    booked = platform.booked(platform.body(inn.room_only, night, guest=guest("ko")))
    path = platform.post(f"/v1/notices/{booked['booking']}/link").json()["path"]
    browser.open(town.url + path)
    browser.driver.find_element(By.ID, "wish").send_keys("한 명 더 가고 싶습니다")
    browser.send("form.change button")
    assert "사무국에 보냈습니다" in browser.text(".done")
    wishes = town.innctl("notice", "wishes", "--json").json()["wishes"]
    assert any(wish["booking"] == booked["booking"] for wish in wishes)
    # Without the tick nothing happens.
    browser.press("form.cancel button")
    assert platform.booking(booked["booking"])["state"] == "confirmed"
    browser.press("[name=sure]")
    browser.send("form.cancel button")
    assert "취소했습니다" in browser.text(".done")
    assert platform.booking(booked["booking"])["state"] == "cancelled"
    assert browser.driver.find_elements(By.TAG_NAME, "form") == []
    assert browser.errors == []


def test_chromium_is_installed() -> None:
    assert shutil.which("chromium") and shutil.which("chromedriver"), "run scripts/setup --tests"
