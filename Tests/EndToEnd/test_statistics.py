"""Visitor flow: published tables hold against an attack, exports against validators."""

from __future__ import annotations

import csv
import io
import json
import random
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from harness.client import Client
from harness.hub import Hub
from scipy.optimize import linprog

# Schemas of the Smart Data Models, where a checkout has them beside it.
_CHECKOUT = Path(__file__).resolve().parents[2]
MODELS = [
    path
    for folder in (_CHECKOUT.parent, _CHECKOUT.parent.parent)
    if (path := folder / "shared" / "data" / "smart-data-models").exists()
]

ROUNDING = 5


# The attack


def width(value: int) -> float:
    """How far apart bounds on a hidden figure have to be."""
    return max(5, value * 0.1)


class Attack:
    """Bounds every hidden cell from what is shown, by linear programming."""

    def __init__(self, truth: dict[str, int], sums: list[dict[str, Any]]):
        self.truth = truth
        self.sums = sums
        # The narrowest bounds that anything shown gives, over all vintages.
        self.bounds: dict[str, tuple[float, float | None]] = {name: (0, None) for name in truth}

    def learn(self, shown: dict[str, str]) -> None:
        """Takes in a publication: rounded counts, «-» for nothing, «X» for hidden."""
        for name, text in shown.items():
            if text == "X":
                continue
            value = 0 if text == "-" else int(text)
            slack = 0 if text == "-" else ROUNDING / 2
            low, high = self.bounds[name]
            self.bounds[name] = (
                max(low, value - slack),
                value + slack if high is None else min(high, value + slack),
            )

    def narrow(self, hidden: list[str]) -> list[tuple[str, float, float]]:
        """Hidden cells that are bounded too closely, with how far apart the bounds are."""
        names = list(self.truth)
        column = {name: number for number, name in enumerate(names)}
        rows, right = [], []
        for each in self.sums:
            row = [0.0] * len(names)
            row[column[each["total"]]] = -1
            for part in each["parts"]:
                row[column[part]] += 1
            rows.append(row)
            right.append(0)
        found = []
        for name in hidden:
            ends = []
            for sign in (1, -1):
                cost = [0.0] * len(names)
                cost[column[name]] = sign
                answer = linprog(
                    cost,
                    A_eq=rows or None,
                    b_eq=right or None,
                    bounds=[self.bounds[each] for each in names],
                    method="highs",
                )
                # 3: no bound at all.
                assert answer.status in (0, 3), answer.message
                ends.append(answer.x[column[name]] if answer.status == 0 else float("inf"))
            apart = ends[1] - ends[0]
            if apart < width(self.truth[name]) - 1e-6:
                found.append((name, apart, self.truth[name]))
        return found


def tiny_world(seed: int) -> dict[str, Any]:
    """Towns × origins over three months of one quarter: few inns, and one that dwarfs the others."""
    chance = random.Random(seed)
    towns = [f"t{number}" for number in range(chance.randint(2, 4))]
    origins = ["domestic", "foreign"]
    months = ["m1", "m2", "m3"]
    cells: dict[str, dict[str, Any]] = {}

    def cell(town: str, origin: str, period: str) -> str:
        name = f"{town}|{origin}|{period}"
        level = sum([town == "all", origin == "all", period == "q"])
        cells.setdefault(
            name,
            {"name": name, "contributions": {}, "parties": 0, "persons": 0, "weight": 4**level},
        )
        return name

    for place, town in enumerate(towns):
        inns = [f"{town}-{number}" for number in range(chance.choice([1, 2, 3, 3, 5]))]
        for number, inn in enumerate(inns):
            dominant = number == 0 and (place == 0 or chance.random() < 0.3)
            for month in months:
                for origin in origins:
                    nights = chance.randint(0, 400 if dominant else 60)
                    if origin == "foreign":
                        nights //= chance.choice([1, 5, 20])
                    for where in (town, "all"):
                        for who in (origin, "all"):
                            for when in (month, "q"):
                                each = cells[cell(where, who, when)]
                                shares = each["contributions"]
                                shares[inn] = shares.get(inn, 0) + nights
                                each["parties"] += nights // 3
                                each["persons"] += nights // 2
    sums = []
    for where in [*towns, "all"]:
        for when in [*months, "q"]:
            parts = [cell(where, origin, when) for origin in origins]
            sums.append({"total": cell(where, "all", when), "parts": parts})
        for who in [*origins, "all"]:
            parts = [cell(where, who, month) for month in months]
            sums.append({"total": cell(where, who, "q"), "parts": parts})
    for who in [*origins, "all"]:
        for when in [*months, "q"]:
            parts = [cell(town, who, when) for town in towns]
            sums.append({"total": cell("all", who, when), "parts": parts})
    return {"cells": list(cells.values()), "sums": sums}


def truth_of(world: dict[str, Any]) -> dict[str, int]:
    return {cell["name"]: sum(cell["contributions"].values()) for cell in world["cells"]}


def protect(binary: Path, world: dict[str, Any]) -> dict[str, str]:
    import subprocess

    done = subprocess.run(
        [str(binary), "stats", "protect", "-"],
        input=json.dumps(world),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return {cell["name"]: cell["shown"] for cell in json.loads(done.stdout)["cells"]}


def hidden(shown: dict[str, str]) -> list[str]:
    return [name for name, text in shown.items() if text == "X"]


@pytest.mark.parametrize("seed", range(12))
def test_no_hidden_figure_can_be_computed_back(binary: Path, seed: int) -> None:
    world = tiny_world(seed)
    shown = protect(binary, world)
    attack = Attack(truth_of(world), world["sums"])
    attack.learn(shown)
    assert attack.narrow(hidden(shown)) == []


def test_the_attack_succeeds_without_complementary_suppression(binary: Path) -> None:
    """The attack is one: it finds what complementary suppression hides."""
    broken = 0
    for seed in range(5):
        world = tiny_world(seed) | {"complementary": False}
        shown = protect(binary, world)
        attack = Attack(truth_of(world), world["sums"])
        attack.learn(shown)
        broken += bool(attack.narrow(hidden(shown)))
    assert broken >= 3, f"only {broken} of 5 worlds fell"


@pytest.mark.parametrize("seed", range(6))
def test_vintages_compared_reveal_no_more(binary: Path, seed: int) -> None:
    """Months come one after the other, then the quarter; then all of it once more."""
    world = tiny_world(100 + seed)
    truth = truth_of(world)
    attack = Attack(truth, world["sums"])
    history: dict[str, str] = {}
    known: set[str] = set()
    for periods in (["m1"], ["m2"], ["m3"], ["q"], ["q"]):
        known |= {name for name in truth if name.rsplit("|", 1)[1] in periods}
        part = {
            "cells": [
                cell | {"history": history.get(cell["name"], "new")}
                for cell in world["cells"]
                if cell["name"] in known
            ],
            "sums": [
                each
                for each in world["sums"]
                if each["total"] in known and set(each["parts"]) <= known
            ],
        }
        shown = protect(binary, part)
        attack.learn(shown)
        for name, text in shown.items():
            now = "suppressed" if text == "X" else "published"
            # What was hidden stays hidden, what was shown stays shown.
            assert history.setdefault(name, now) == now, name
    secret = [name for name, state in history.items() if state == "suppressed"]
    assert attack.narrow(secret) == []


# The region that never was


@pytest.fixture(scope="module")
def region(binary: Path, speech: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A hub with five months of the simulated region, four of them and a quarter published."""
    hub = Hub(binary, tmp_path_factory.mktemp("region") / "data", speech=speech).start()
    hub.innctl("stats", "simulate", "--months", "5")
    for period in ("2026-07", "2026-08", "2026-09", "2026-Q3", "2026-10"):
        hub.innctl("stats", "publish", "--training", "--period", period)
    hub.innctl("stats", "use", "--by", "むつ市", "--purpose", "冬のバス増便の検討", "--outcome", "2便増")
    yield hub
    hub.stop()


def exact(hub: Hub, table: str, period: str) -> dict[str, Any]:
    answer = hub.innctl(
        "stats", "export", "--table", table, "--period", period, "--format", "json", "--exact",
        "--purpose", "attack test", "--training",
    )  # fmt: skip
    return answer.json()


def published(hub: Hub, table: str, period: str) -> dict[str, Any]:
    answer = Client(hub.url, None).get(f"/v1/statistics/{table}/{period}?training=true")
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_the_published_region_holds_against_the_attack(region: Hub) -> None:
    """All that is linked: towns, origins, days, three months and their quarter."""
    months = ["2026-07", "2026-08", "2026-09"]
    tables = ["guest-nights", "origins", "days", "prefectures"]
    truth: dict[str, int] = {}
    shown: dict[str, str] = {}

    def names(document: dict[str, Any], period: str) -> dict[str, dict[str, Any]]:
        return {
            f"{row['place']}|{row['category']}|{period}": row
            for row in document["rows"]
            if row["measure"] == "guest_nights"
        }

    for period in [*months, "2026-Q3"]:
        for table in tables:
            if (table == "days") == (period == "2026-Q3") and table in ("days", "prefectures"):
                continue
            if table == "prefectures" and period != "2026-Q3":
                continue
            for name, row in names(exact(region, table, period), period).items():
                truth[name] = int(row["value"])
            answer = Client(region.url, None).get(f"/v1/statistics/{table}/{period}?training=true")
            if answer.status_code == 200:
                for name, row in names(answer.json(), period).items():
                    shown[name] = row["shown"]
    places = sorted({name.split("|")[0] for name in truth})
    towns = [place for place in places if place != "region"]
    kinds = ["domestic", "foreign", "unknown"]
    groups = ["east_asia", "southeast_asia", "western", "other"]
    sums = []

    def add(total: str, parts: list[str]) -> None:
        if total in truth and parts and all(part in truth for part in parts):
            assert truth[total] == sum(truth[part] for part in parts), total
            sums.append({"total": total, "parts": parts})

    for period in [*months, "2026-Q3"]:
        for place in places:
            add(f"{place}|total|{period}", [f"{place}|{kind}|{period}" for kind in kinds])
        for kind in ["total", *kinds]:
            add(f"region|{kind}|{period}", [f"{town}|{kind}|{period}" for town in towns])
        add(f"region|foreign|{period}", [f"region|group:{group}|{period}" for group in groups])
        days = [name for name in truth if "|day:" in name and name.endswith(period)]
        add(f"region|total|{period}", days)
    for name in [name for name in truth if name.endswith("2026-Q3")]:
        stem = name.rsplit("|", 1)[0]
        add(name, [f"{stem}|{month}" for month in months])
    assert len(sums) > 40
    attack = Attack(truth, sums)
    attack.learn(shown)
    assert hidden(shown), "nothing had to be hidden: the test would prove nothing"
    assert attack.narrow(hidden(shown)) == []


def test_figures_are_the_logs_and_vintages_never_change(region: Hub) -> None:
    region.innctl("stats", "rebuild")
    again = region.run("stats", "publish", "--training", "--period", "2026-07")
    assert again.status != 0 and "published already" in again.err
    early = region.run("stats", "publish", "--training", "--period", "2026-11")
    assert early.status != 0 and "may be published from 2026-12-08" in early.err
    listed = Client(region.url, None).get("/v1/statistics?training=true").json()
    assert {entry["vintage"] for entry in listed["tables"]} == {1}
    assert listed["uses"][0]["used_by"] == "むつ市"
    # Real tables are others: none was published.
    assert Client(region.url, None).get("/v1/statistics").json()["tables"] == []


def test_exact_figures_leave_for_a_purpose_and_are_logged(region: Hub) -> None:
    refused = region.run(
        "stats", "export", "--table", "guests", "--period", "2026-07", "--exact", "--training"
    )
    assert refused.status != 0 and "purpose" in refused.err
    exact(region, "guests", "2026-07")
    log = region.innctl("stats", "exports", "--json").json()["exports"]
    assert log[0]["exact"] and log[0]["purpose"] == "attack test" and log[0]["table"] == "guests"


# Exports before real validators


def test_csv_opens_as_a_spreadsheet_would(region: Hub) -> None:
    from frictionless import Resource

    for table in ("guest-nights", "origins", "occupancy", "bookings", "demand"):
        raw = Client(region.url, None).get(f"/v1/statistics/{table}/2026-08/csv?training=true").content
        assert raw.startswith(b"\xef\xbb\xbf") and raw.count(b"\r\n") == raw.count(b"\n")
        rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))
        assert rows and "延べ宿泊者数" in raw.decode() or table not in ("guest-nights",)
        assert rows[0]["期間"] == "2026-08" and "軒中" in rows[0]["集計対象"]
        report = Resource(data=raw, format="csv").validate()
        assert report.valid, report.flatten()
    flow = Client(region.url, None).get("/v1/statistics/days/2026-08/people-flow?training=true")
    lines = list(csv.DictReader(io.StringIO(flow.content.decode("utf-8-sig"))))
    assert len(lines) == 31 and lines[0]["dayOfWeek"] == "土"


@pytest.mark.skipif(not MODELS, reason="the Smart Data Models' schemas are not beside this checkout")
def test_entities_satisfy_the_smart_data_models(region: Hub) -> None:
    from referencing import Registry
    from referencing.jsonschema import DRAFT202012

    common = json.loads((MODELS[0] / "common-schema.json").read_text())
    registry = Registry().with_resource(
        "https://smart-data-models.github.io/data-models/common-schema.json",
        DRAFT202012.create_resource(common),
    )

    def check(kind: str, entities: list[dict[str, Any]]) -> None:
        schema = json.loads((MODELS[0] / f"{kind}.schema.json").read_text())
        validator = jsonschema.Draft202012Validator(
            schema, registry=registry, format_checker=jsonschema.FormatChecker()
        )
        assert entities
        for entity in entities:
            assert list(validator.iter_errors(entity)) == [], entity

    client = Client(region.url, None)
    for form in ("ngsi-ld", "ngsi-v2"):
        for table in ("guest-nights", "occupancy", "bookings"):
            answer = client.get(f"/v1/statistics/{table}/2026-08/{form}?training=true")
            check("KeyPerformanceIndicator", answer.json())
        inns = client.get(f"/v1/statistics/listings/{form}?training=true").json()
        assert len(inns) == 24
        check("PointOfInterest", inns)


def test_the_catalogue_is_dcat(region: Hub) -> None:
    import pyshacl
    from pyld import jsonld

    document = Client(region.url, None).get("/v1/statistics/catalogue?training=true").json()
    expanded = jsonld.expand(document)
    assert expanded[0]["@type"] == ["http://www.w3.org/ns/dcat#Catalog"]
    quads = jsonld.to_rdf(document, {"format": "application/n-quads"})
    shapes = """
        @prefix sh: <http://www.w3.org/ns/shacl#> .
        @prefix dcat: <http://www.w3.org/ns/dcat#> .
        @prefix dct: <http://purl.org/dc/terms/> .
        [] a sh:NodeShape ; sh:targetClass dcat:Catalog ;
          sh:property [ sh:path dct:title ; sh:minCount 1 ] ;
          sh:property [ sh:path dct:description ; sh:minCount 1 ] ;
          sh:property [ sh:path dct:publisher ; sh:minCount 1 ] ;
          sh:property [ sh:path dcat:dataset ; sh:minCount 2 ; sh:class dcat:Dataset ] .
        [] a sh:NodeShape ; sh:targetClass dcat:Dataset ;
          sh:property [ sh:path dct:title ; sh:minCount 1 ] ;
          sh:property [ sh:path dct:description ; sh:minCount 1 ] ;
          sh:property [ sh:path dcat:distribution ; sh:minCount 1 ; sh:class dcat:Distribution ] .
        [] a sh:NodeShape ; sh:targetClass dcat:Distribution ;
          sh:property [ sh:path dcat:accessURL ; sh:minCount 1 ; sh:nodeKind sh:IRI ] ;
          sh:property [ sh:path dct:license ; sh:minCount 1 ] .
    """
    conforms, _, text = pyshacl.validate(
        quads, data_graph_format="nquads", shacl_graph=shapes, shacl_graph_format="turtle"
    )
    assert conforms, text
    # Every address leads somewhere.
    for dataset in document["dcat:dataset"]:
        for form in dataset["dcat:distribution"][:2]:
            path = form["dcat:downloadURL"]["@id"].removeprefix(region.url)
            assert Client(region.url, None).get(path + "?training=true").status_code == 200, path


def test_listings_are_open_and_empty_where_nothing_is_known(region: Hub) -> None:
    client = Client(region.url, None)
    raw = client.get("/v1/statistics/listings/csv?training=true").content
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))
    assert len(rows) == 24 and len(rows[0]) == 30
    assert rows[0]["POIコード"] == "2305" and rows[0]["連絡先電話番号"] == ""
    collection = client.get("/v1/statistics/listings/geojson?training=true").json()
    assert collection["type"] == "FeatureCollection" and len(collection["features"]) == 24
    for feature in collection["features"]:
        east, north = feature["geometry"]["coordinates"]
        assert 140.5 < east < 141.6 and 41 < north < 41.7


def test_charts_show_their_data_as_text(region: Hub) -> None:
    from xml.etree import ElementTree

    for table in ("guest-nights", "origins", "days", "occupancy"):
        answer = Client(region.url, None).get(f"/v1/statistics/{table}/2026-08/svg?training=true")
        assert answer.headers["Content-Type"] == "image/svg+xml"
        root = ElementTree.fromstring(answer.content)
        space = "{http://www.w3.org/2000/svg}"
        assert root.find(f"{space}title").text and "練習用" in answer.text
        texts = [text.text for text in root.iter(f"{space}text")]
        shown = {row["shown"] for row in published(region, table, "2026-08")["rows"]}
        assert shown & set(texts)


def test_rooms_tonight_tells_no_number(region: Hub) -> None:
    client = Client(region.url, None)
    answer = client.get("/v1/rooms-tonight?training=true").json()
    assert answer["telephone"] == "+81175009900"
    assert {area["sign"] for area in answer["areas"]} <= {"○", "△", "×"}
    page = client.get("/tonight?training=true")
    assert "今夜の空室" in page.text and "0175009900" in page.text


def test_an_inn_gets_its_own_month(region: Hub) -> None:
    text = region.innctl("stats", "report", "T01", "--month", "2026-08").out
    assert "練習・はまなす荘" in text and "2026年8月" in text and "むつ市: 冬のバス増便の検討→2便増" in text
    sms = region.innctl("stats", "report", "T01", "--month", "2026-08", "--format", "sms").out.strip()
    assert len(sms) <= 70 and sms.startswith("8月")
    sheet = region.innctl("stats", "report", "T01", "--month", "2026-08", "--format", "worksheet").out
    rows = list(csv.reader(io.StringIO(sheet.lstrip("\ufeff"))))
    totals = {row[2]: (int(row[3]), row[4]) for row in rows[1:]}
    nations = ["韓国", "台湾", "香港", "その他", "タイ", "アメリカ"]
    assert totals["合計"][0] >= totals["外国人"][0] >= sum(totals[name][0] for name in nations)
