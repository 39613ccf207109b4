"""Lines to the network: registration, fail-over, whose word is believed, and secrets."""

from __future__ import annotations

import socket
import ssl
import subprocess
from pathlib import Path
from typing import Any

import pytest
from conftest import HubMaker
from harness.baresip import Baresip
from harness.handset import Handset
from harness.hub import TONIGHT
from harness.inns import add_inn
from harness.ports import LOOPBACK, free_ports
from harness.trunk import Trunk
from test_outbound import ask_for_breakfast

PASSWORD = "correct horse battery"


def entry(name: str, port: int, **more: Any) -> dict[str, Any]:
    return {"name": name, "server": f"{LOOPBACK}:{port}", "number": "0175000099"} | more


def login(user: str = "3") -> dict[str, Any]:
    return {"user": user, "password_variable": "TRUNK_PASSWORD", "expires_seconds": 60}


def trunk(line: dict[str, Any], name: str) -> dict[str, Any]:
    return next(each for each in line["trunks"] if each["name"] == name)


def test_registers_and_takes_what_the_trunk_wants(make_hub: HubMaker) -> None:
    """401 with a challenge, 423 with a longer time: both are answered; the password stays secret."""
    port = free_ports()
    trunks = {"trunks": [entry("hikari", port, registration=login())]}
    hub = make_hub(trunks=trunks, secrets={"TRUNK_PASSWORD": PASSWORD}, arguments=("--log", "debug"))
    with Trunk(hub, port, user="3", password=PASSWORD, shortest=120) as gateway:
        hub.start()
        contact, seconds = gateway.wait_for_registration()
        assert seconds == 120
        assert contact.startswith(f"sip:3@{LOOPBACK}:{hub.sip_port}")
        assert gateway.refused[:1] == [401] and 423 in gateway.refused
        hub.wait_for_line(lambda line: trunk(line, "hikari")["usable"])
        inn = add_inn(hub)
        ask_for_breakfast(hub.client(), inn)
        ring = gateway.wait_for_ring()
        # The account is no number; the number is told all the same.
        assert "P-Preferred-Identity: <sip:0175000099@" in ring.invite
        hub.stop()
    said = hub.log.read_text()
    assert PASSWORD not in said and PASSWORD not in " ".join(map(str, hub.trunks.items()))


def test_a_wrong_password_is_told_and_the_next_trunk_rings(make_hub: HubMaker) -> None:
    first, second = free_ports(), free_ports()
    trunks = {"trunks": [entry("one", first, registration=login()), entry("two", second)]}
    hub = make_hub(trunks=trunks, secrets={"TRUNK_PASSWORD": "wrong"})
    with (
        Trunk(hub, first, user="3", password=PASSWORD) as one,
        Trunk(hub, second) as two,
    ):
        hub.start()
        one.wait_for_refusal(403)
        hub.wait_for_line(lambda line: trunk(line, "one").get("refused_with") == 403)
        assert "403" in hub.innctl("status").out
        ask_for_breakfast(hub.client(), add_inn(hub))
        two.wait_for_ring()
        assert not one.rings


@pytest.mark.parametrize("status", ["503 Service Unavailable", ""], ids=["503", "silence"])
def test_a_trunk_that_fails_is_replaced_by_the_next(make_hub: HubMaker, status: str) -> None:
    first, second = free_ports(), free_ports()
    trunks = {"trunks": [entry("one", first), entry("two", second)]}
    hub = make_hub(trunks=trunks)
    with Trunk(hub, first, status=status) as one, Trunk(hub, second) as two:
        hub.start()
        ask_for_breakfast(hub.client(), add_inn(hub))
        two.wait_for_ring()
        assert len(one.rings) == 1
        two.pick_up()
        two.ear.wait_for("下北宿案内です", seconds=90)
        assert hub.telephone["calls_moved_on"] == 1


def test_a_busy_inn_is_busy_on_every_trunk(make_hub: HubMaker) -> None:
    """486 is her telephone's word, not the trunk's: nobody rings her again by another way."""
    first, second = free_ports(), free_ports()
    hub = make_hub(trunks={"trunks": [entry("one", first), entry("two", second)]})
    with Trunk(hub, first, status="486 Busy Here") as one, Trunk(hub, second) as two:
        hub.start()
        ask_for_breakfast(hub.client(), add_inn(hub))
        one.wait_for_ring()
        one.wait_for("ACK")
        assert not two.rings
        assert hub.telephone["calls_moved_on"] == 0


def test_a_dead_trunk_is_noticed_and_comes_back(make_hub: HubMaker) -> None:
    port = free_ports()
    hub = make_hub(trunks={"trunks": [entry("one", port)]})
    with Trunk(hub, port) as gateway:
        hub.start()
        hub.wait_for_line(lambda line: trunk(line, "one")["reach"] == "up")
        gateway.is_deaf = True
        hub.wait_for_line(lambda line: not trunk(line, "one")["usable"], seconds=45)
        gateway.is_deaf = False
        hub.wait_for_line(lambda line: trunk(line, "one")["usable"], seconds=20)


OFFICE = "0175009900"


@pytest.mark.parametrize(
    ("said", "outcome"),
    [("200 OK", "transferred"), ("486 Busy Here", "unfinished")],
    ids=["connected", "busy"],
)
def test_a_trunk_connects_her_with_the_office_by_itself(
    make_hub: HubMaker, said: str, outcome: str
) -> None:
    port = free_ports()
    hub = make_hub(trunks={"trunks": [entry("exchange", port, refer=True)]})
    with Trunk(hub, port) as exchange:
        hub.start()
        inn = add_inn(hub)
        with Handset(hub, inn.phone) as phone:
            phone.ear.wait_for("お電話ありがとうございます", seconds=90)
            phone.press("#")
            wish = phone.wait_for_request("REFER", "202 Accepted", seconds=90)
            assert f"sip:{OFFICE}@{LOOPBACK}:{port}" in wish
            phone.notify(f"SIP/2.0 {said}", sequence=5)
            if outcome == "transferred":
                phone.wait_for_request("BYE", seconds=60)
            else:
                phone.ear.wait_for("係が出られません", seconds=90)
    assert exchange.rings == [], "the hub rings nobody"
    (call,) = hub.wait_for_calls(inn.id)
    assert call["outcome"] == outcome, call["transcript"]


def test_a_trunk_that_refuses_to_connect_is_done_without(make_hub: HubMaker) -> None:
    port = free_ports()
    hub = make_hub(trunks={"trunks": [entry("exchange", port, refer=True)]})
    with Trunk(hub, port) as exchange:
        hub.start()
        inn = add_inn(hub)
        with Handset(hub, inn.phone) as phone:
            phone.ear.wait_for("お電話ありがとうございます", seconds=90)
            phone.press("#")
            phone.wait_for_request("REFER", "405 Method Not Allowed", seconds=90)
            assert exchange.wait_for_ring().called == OFFICE
            exchange.pick_up()
            exchange.wait_for("ACK")
        exchange.wait_for("BYE")
    (call,) = hub.wait_for_calls(inn.id)
    assert call["outcome"] == "transferred"


def test_a_line_is_kept_for_keepers(make_hub: HubMaker) -> None:
    """Of two lines the hub takes one; with both taken the next caller is told to try again."""
    port = free_ports()
    hub = make_hub(trunks={"trunks": [entry("one", port, lines=2, reserved_lines=1)]})
    with Trunk(hub, port) as gateway:
        hub.start()
        platform = hub.client()
        inns = [add_inn(hub) for _ in range(3)]
        for inn in inns:
            ask_for_breakfast(platform, inn)
        gateway.wait_for_ring()
        with Handset(hub, inns[2].phone) as phone:
            phone.ear.wait_for_speech(0)
            assert hub.telephone["calls"] == 2
            assert len([ring for ring in gateway.rings if "CANCEL" not in ring.methods]) <= 1


def test_an_untrusted_trunks_word_identifies_nobody(make_hub: HubMaker) -> None:
    hub = make_hub(trunks={"trunks": [entry("cheap", free_ports(), caller_trusted=False)]}).start()
    inn = add_inn(hub)
    with Handset(hub, inn.phone) as phone:
        phone.ear.wait_for_speech(0, seconds=60, length=4.0)
        assert not any("今夜" in text for text in phone.ear.texts()), phone.ear.report()
    assert hub.calls(inn.id) == []


def test_what_is_wrong_with_the_file_is_told_at_once(make_hub: HubMaker, tmp_path: Path) -> None:
    bad = {"trunks": [{"name": "x", "server": "nowhere", "lines": 0, "surprise": 1}]}
    hub = make_hub(trunks=bad)
    with pytest.raises(AssertionError) as failure:
        hub.start()
    for word in ("/trunks/0/server", "/trunks/0/lines", "/trunks/0/surprise"):
        assert word in str(failure.value)
    secret = tmp_path / "secret"
    secret.write_text(PASSWORD)
    secret.chmod(0o644)
    registration = {"user": "3", "password_file": str(secret)}
    hub = make_hub("other", trunks={"trunks": [entry("x", 5060, registration=registration)]})
    with pytest.raises(AssertionError, match="may be read by others"):
        hub.start()


def certificate(folder: Path) -> tuple[Path, Path]:
    key, file = folder / "key.pem", folder / "certificate.pem"
    subprocess.run(
        # fmt: off
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", file,
         "-days", "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"],
        # fmt: on
        check=True,
        capture_output=True,
    )
    return key, file


def test_sip_by_tls(make_hub: HubMaker, tmp_path: Path) -> None:
    key, file = certificate(tmp_path)
    port = free_ports()
    tls = {"port": port, "certificate": str(file), "private_key": str(key)}
    line = entry("safe", free_ports(), transport="tls", srtp="optional")
    make_hub(trunks={"trunks": [line], "tls": tls}).start()
    context = ssl.create_default_context(cafile=str(file))
    with (
        socket.create_connection((LOOPBACK, port), timeout=10) as plain,
        context.wrap_socket(plain, server_hostname=LOOPBACK) as connection,
    ):
        here = f"{LOOPBACK}:{connection.getsockname()[1]}"
        lines = [
            f"OPTIONS sip:hub@{LOOPBACK}:{port};transport=tls SIP/2.0",
            f"Via: SIP/2.0/TLS {here};branch=z9hG4bK-tls",
            f"From: <sip:0175009999@{LOOPBACK}>;tag=tls",
            f"To: <sip:hub@{LOOPBACK}>",
            f"Call-ID: tls@{here}",
            "CSeq: 1 OPTIONS",
            "Max-Forwards: 70",
            "Content-Length: 0",
        ]
        connection.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        assert connection.recv(65_536).startswith(b"SIP/2.0 200")
        assert connection.version() in ("TLSv1.2", "TLSv1.3")


def test_a_call_by_tls_and_srtp_in_both_directions(make_hub: HubMaker, tmp_path: Path) -> None:
    """A softphone that takes nothing but TLS and SRTP, and whose certificate is looked at."""
    key, file = certificate(tmp_path)
    both = tmp_path / "both.pem"
    both.write_text(file.read_text() + key.read_text())
    port, trunk_port = free_ports(), free_ports(16)
    tls = {"port": port, "certificate": str(file), "private_key": str(key), "authorities": str(file)}
    line = entry("safe", trunk_port + 1, transport="tls", srtp="mandatory")
    hub = make_hub(trunks={"trunks": [line], "tls": tls}).start()
    platform, inn = hub.client(), add_inn(hub)
    with Baresip(hub, inn.phone, certificate=both, port=trunk_port) as phone:
        phone.dial(port=port)
        asked = phone.ear.wait_for("満室は", seconds=90)
        phone.press("3")
        phone.ear.wait_for("3部屋で", "承りました", since=asked.end, seconds=90)
        phone.hang_up()
    assert platform.offer(TONIGHT, inn.id).remaining == 3
    other = add_inn(hub)
    with Baresip(hub, other.phone, certificate=both, port=trunk_port) as phone:
        hub.wait_for_line(lambda line: trunk(line, "safe")["usable"])
        ask_for_breakfast(platform, other)
        phone.pick_up()
        phone.ear.wait_for("下北宿案内です", seconds=90)


def test_srtp_without_tls_is_refused(make_hub: HubMaker) -> None:
    hub = make_hub(trunks={"trunks": [entry("open", free_ports(), srtp="mandatory")]})
    with pytest.raises(AssertionError, match="TLS"):
        hub.start()


def test_a_call_by_ipv6(make_hub: HubMaker) -> None:
    trunks = {"trunks": [entry("one", free_ports())], "second_address": "::1"}
    hub = make_hub(trunks=trunks).start()
    inn = add_inn(hub)
    with Baresip(hub, inn.phone, address="::1") as phone:
        phone.dial()
        asked = phone.ear.wait_for("満室は", seconds=90)
        phone.press("3")
        phone.ear.wait_for("3部屋で", "承りました", since=asked.end, seconds=90)
        phone.hang_up()
    assert hub.client().offer(TONIGHT, inn.id).remaining == 3
