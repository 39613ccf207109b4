"""Messages like those of RFC 4475, «SIP torture test messages», written anew from its descriptions.

Each is named as there. Whatever an implementation makes of them, it must not fall over.
"""

from __future__ import annotations

from .ports import LOOPBACK

_DEEP = "sip:0175000000@"


def _message(first: str, headers: list[str], body: bytes = b"") -> bytes:
    return "\r\n".join([first, *headers, "", ""]).encode("utf-8", "surrogateescape") + body


def torture(there: str, here: str) -> dict[str, bytes]:
    """All messages, for a hub at `there` from a telephone at `here`."""

    def headers(name: str, method: str, **changes: str | None) -> list[str]:
        fields: dict[str, str | None] = {
            "Via": f"SIP/2.0/UDP {here};branch=z9hG4bK-{name}",
            "From": f"<sip:0175009999@{LOOPBACK}>;tag={name}",
            "To": f"<sip:0175000000@{there}>",
            "Call-ID": f"{name}.torture@{here}",
            "CSeq": f"1 {method}",
            "Max-Forwards": "70",
            "Contact": f"<sip:0175009999@{here}>",
            "Content-Length": "0",
        }
        fields |= {key.replace("_", "-"): value for key, value in changes.items()}
        return [f"{key}: {value}" for key, value in fields.items() if value is not None]

    def plain(name: str, method: str = "OPTIONS", uri: str = "", **changes: str | None) -> bytes:
        return _message(
            f"{method} {uri or _DEEP + there} SIP/2.0", headers(name, method, **changes)
        )

    offer = (
        f"v=0\r\no=- 1 1 IN IP4 {LOOPBACK}\r\ns=-\r\nc=IN IP4 {LOOPBACK}\r\nt=0 0\r\n"
        "m=audio 49172 RTP/AVP 0\r\n"
    ).encode()
    long = "x" * 800
    sdp = {"Content_Type": "application/sdp", "Content_Length": str(len(offer))}
    mime = b"--b\r\nContent-Type: text/plain\r\n\r\nhello\r\n--b\r\n\r\n\x00\x01\xff\r\n--b--\r\n"
    # Header names in every case, folded lines, compact forms, spaces where they may stand.
    wsinv = (
        f"INVITE {_DEEP}{there};unknownparam SIP/2.0\r\n"
        f"TO :\r\n <sip:0175000000@{there}>   ;   param =  value\r\n"
        f'from   : "J Rosenberg \\\\\\""       <sip:0175009999@{LOOPBACK}>\r\n  ;\r\n  tag = wsinv\r\n'
        f"MaX-fOrWaRdS: 0068\r\nCall-ID: wsinv.torture@{here}\r\n"
        "Content-Length   : 0\r\ncseq: 0009\r\n  INVITE\r\n"
        f"Via  : SIP  /   2.0\r\n /UDP\r\n    {here};branch=z9hG4bK-wsinv\r\n"
        "s :\r\nNewFangledHeader:   newfangled value\r\n continued newfangled value\r\n"
        "UnknownHeaderWithUnusualValue: ;;,,;;,;\r\n"
        "Route:\r\n <sip:services.example.com;lr;unknownwith=value;unknown-no-value>\r\n"
        f'm:"Quoted string \\"\\"" <sip:jdrosen@{here}> ; newparam =\r\n      newvalue ;\r\n'
        "  secondparam ; q = 0.33\r\n\r\n"
    ).encode()
    two = plain("dblreq", "REGISTER")
    return {
        # Valid, though one would not think so.
        "wsinv": wsinv,
        "intmeth": plain(
            "intmeth",
            "!interesting-Method0123456789_*+`.%indeed'~",
            "sip:1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*:&it+has=1,weird!*pas$wo~d_too."
            f"(doesn't-it)@{there}",
            From=f'"BEL:\\\x07 NUL:\\\x00 DEL:\\\x7f" <sip:1_unusual.URI~(to-be!sure)@{LOOPBACK}>;tag=i',
        ),
        "esc01": plain("esc01", "INVITE", f"sip:sips%3Auser%40example.com@{there}"),
        "escnull": plain("escnull", "REGISTER", Contact=f"<sip:%00@{here}>, <sip:%00%00@{here}>"),
        "esc02": plain("esc02", "RE%47IST%45R"),
        "lwsdisp": plain("lwsdisp", From=f"caller<sip:0175009999@{LOOPBACK}>;tag=lwsdisp"),
        "longreq": plain(
            "longreq",
            "INVITE",
            From=f'"{long}" <sip:{long}@{LOOPBACK}>;tag={long};{long}=1;x="{long}"',
            To=f"<sip:{long}@{there};{long}>",
            Unknown="-".join([long] * 6),
            Contact=f"<sip:{long}@{here};{long}={long}>",
        ),
        "dblreq": two + two.replace(b"dblreq", b"dblre2"),
        "semiuri": plain("semiuri", uri=f"sip:user;par=u%40example.net@{there}"),
        "transports": plain("transports").replace(
            b"Max-Forwards",
            b"Via: SIP/2.0/SCTP a;branch=z9hG4bK1\r\nVia: SIP/2.0/UNKNOWN b;branch=z9hG4bK2\r\n"
            b"Via: SIP/2.0/TLS c;branch=z9hG4bK3\r\nMax-Forwards",
        ),
        "mpart01": _message(
            f"MESSAGE {_DEEP}{there} SIP/2.0",
            headers(
                "mpart01",
                "MESSAGE",
                Content_Type="multipart/mixed;boundary=b",
                Content_Length=str(len(mime)),
            ),
            mime,
        ),
        "unreason": _message(
            "SIP/2.0 200 = 2**3 * 5**2 но сто девяносто девять - простое", headers("u", "INVITE")
        ),
        "noreason": _message("SIP/2.0 100 ", headers("noreason", "INVITE")),
        # Invalid.
        "badinv01": plain("badinv01", "INVITE", Contact=f'"Joe" <sip:joe@{here}>;;;;', To=";;,;,,"),
        "clerr": _message(
            f"INVITE {_DEEP}{there} SIP/2.0",
            headers("clerr", "INVITE", Content_Type="application/sdp", Content_Length="9999"),
            offer,
        ),
        "ncl": plain("ncl", "INVITE", Content_Length="-999"),
        "scalar02": plain(
            "scalar02", "REGISTER", CSeq="36893488147419103232 REGISTER", Max_Forwards="300",
            Expires="1000000000000000000000000000000",
        ),
        "scalarlg": _message(
            "SIP/2.0 503 Service Unavailable",
            headers(
                "scalarlg", "INVITE", CSeq="9292394834772304023312 OPTIONS",
                Retry_After="949302838503028349304023988", Warning="1812 overture \"In Progress\"",
            ),
        ),
        "quotbal": plain("quotbal", "INVITE", To=f'"Mr. J. User <sip:0175000000@{there}>'),
        "ltgtruri": plain("ltgtruri", "INVITE", f"<{_DEEP}{there}>"),
        "lwsruri": plain("lwsruri", "INVITE", f"{_DEEP}{there}; lr"),
        "lwsstart": _message(f"INVITE  {_DEEP}{there}  SIP/2.0", headers("lwsstart", "INVITE")),
        "trws": _message(f"OPTIONS {_DEEP}{there} SIP/2.0  ", headers("trws", "OPTIONS")),
        "escruri": plain("escruri", "INVITE", f"{_DEEP}{there}?Route=%3Csip:example.com%3E"),
        "baddate": plain("baddate", "INVITE", Date="Fri, 01 Jan 2010 16:00:00 EST"),
        "regbadct": plain("regbadct", "REGISTER", Contact=f"sip:user@{here}?Route=%3Csip:x%3E"),
        "badaspec": plain("badaspec", To=f'"Watson, Thomas" < sip:t.watson@{there} >'),
        "baddn": plain("baddn", From=f"Bell, Alexander <sip:a.g.bell@{LOOPBACK}>;tag=baddn"),
        "badvers": _message(f"OPTIONS {_DEEP}{there} SIP/7.0", headers("badvers", "OPTIONS")),
        "mismatch01": plain("mismatch01", CSeq="8 INVITE"),
        "mismatch02": plain("mismatch02", "NEWMETHOD", CSeq="8 INVITE"),
        "bigcode": _message("SIP/2.0 4294967301 better not break", headers("bigcode", "INVITE")),
        # Transaction layer: a branch that is nothing but the cookie.
        "badbranch": plain("badbranch", Via=f"SIP/2.0/UDP {here};branch=z9hG4bK"),
        # Application layer.
        "insuf": _message(
            f"INVITE {_DEEP}{there} SIP/2.0", ["CSeq: 193942 INVITE", "Content-Length: 0"]
        ),
        "unkscm": plain("unkscm", uri="nobodyKnowsThisScheme:totallyopaquecontent"),
        "novelsc": plain("novelsc", uri="soap.beep://192.0.2.103:3002"),
        "unksm2": plain(
            "unksm2", "REGISTER", To="isbn:2983792873", From="<http://www.example.com>;tag=u",
            Contact="<name:John_Smith>",
        ),
        "bext01": plain("bext01", Require="nothingSupportsThis, nothingSupportsThisEither"),
        "invut": _message(
            f"INVITE {_DEEP}{there} SIP/2.0",
            headers("invut", "INVITE", Content_Type="application/unknownformat",
                    Content_Length="14"),
            b"<audio>hi</au>",
        ),
        "regaut01": plain(
            "regaut01", "REGISTER", Authorization="NoOneKnowsThisScheme opaque-data=here"
        ),
        "multi01": _message(
            f"INVITE {_DEEP}{there} SIP/2.0",
            headers("multi01", "INVITE") + headers("multi02", "INVITE", CSeq="59 INVITE"),
        ),
        "mcl01": _message(
            f"OPTIONS {_DEEP}{there} SIP/2.0",
            [*headers("mcl01", "OPTIONS"), "Content-Length: 5"],
            b"There's no way to know how many octets are supposed to be here.\r\n",
        ),
        "bcast": _message("SIP/2.0 200 OK", headers("bcast", "INVITE", Via="SIP/2.0/UDP 255.255.255.255")),
        "zeromf": plain("zeromf", Max_Forwards="0"),
        "cparam01": plain("cparam01", "REGISTER", Contact=f"sip:0175009999@{here};unknownparam"),
        "cparam02": plain("cparam02", "REGISTER", Contact=f"<sip:0175009999@{here};unknownparam>"),
        "regescrt": plain("regescrt", "REGISTER", Contact=f"<sip:u@{here}?Route=%3Csip:x%3E>"),
        "sdp01": _message(
            f"INVITE {_DEEP}{there} SIP/2.0", headers("sdp01", "INVITE", Accept="text/nobody", **sdp),
            offer,
        ),
        # A request of RFC 2543, without tags and branches.
        "inv2543": _message(
            f"INVITE {_DEEP}{there} SIP/2.0",
            headers(
                "inv2543", "INVITE", Via=f"SIP/2.0/UDP {here}", From=f"<sip:0175009999@{LOOPBACK}>",
                Max_Forwards=None, **sdp,
            ),
            offer,
        ),
    }
