"""Visitor flow: published tables hold against an attack, exports against validators."""

from __future__ import annotations

import csv
import io
import json
import random
from datetime import timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from conftest import HubMaker
from harness.browser import Browser
from harness.client import Client, next_day
from harness.hub import TONIGHT, Hub
from harness.listener import Listener, Reply, Request
from harness.patience import until
from scipy.optimize import linprog

# Schemas of the Smart Data Models, where a checkout has them beside it.
_CHECKOUT = Path(__file__).resolve().parents[2]
MODELS = [
    path
    for folder in (_CHECKOUT.parent, _CHECKOUT.parent.parent)
    if (path := folder / "shared" / "data" / "smart-data-models").exists()
]

ROUNDING = 5
PASSWORD = "harbour morning tuna 5"


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

# Quarters before the last of their months, and a whole year: sums must not be missed, whatever comes
# first.
YEAR = [f"2025-{month:02}" for month in range(1, 13)] + [f"2025-Q{each}" for each in range(1, 5)] + ["2025"]
MONTHS = ["2026-07", "2026-08", "2026-Q3", "2026-09", "2026-10"]


@pytest.fixture(scope="module")
def region(binary: Path, speech: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A hub with two years of the simulated region: 2025 and four months and a quarter published."""
    hub = Hub(binary, tmp_path_factory.mktemp("region") / "data", speech=speech).start()
    made = hub.innctl("stats", "simulate").out
    assert "made up 2024-12 to 2026-11 of 24 training inns" in made and "guest nights" in made
    for period in [*YEAR, *MONTHS]:
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


# In which tables a figure stands.
FIGURES = {
    "guest_nights": ["guest-nights", "origins", "days", "prefectures"],
    "guests": ["guests", "origins"],
    "room_nights": ["occupancy"],
    "outside_nights": ["outside"],
    "refused": ["demand"],
}
KINDS = ["domestic", "foreign"]
GROUPS = {
    "east_asia": ["KR", "CN", "HK", "TW"],
    "southeast_asia": ["SG", "TH", "MY", "ID", "VN", "PH"],
    "western": ["GB", "DE", "FR", "IT", "ES", "US", "CA", "AU"],
    "other": ["IN", "RU", "ZZ"],
}


class Linked:
    """A figure of the region in all its parts and periods: what is true, shown, and adds up."""

    def __init__(self, hub: Hub, figure: str, periods: list[str]):
        self.truth: dict[str, int] = {}
        self.shown: dict[str, str] = {}
        self.sums: list[dict[str, Any]] = []
        client = Client(hub.url, None)
        for period in periods:
            for table in FIGURES[figure]:
                answer = client.get(f"/v1/statistics/{table}/{period}?training=true")
                if answer.status_code != 200:
                    continue
                for row in answer.json()["rows"]:
                    if row["measure"] == figure:
                        self.shown[f"{row['place']}|{row['category']}|{period}"] = row["shown"]
        told = {name.split("|")[0] for name in self.shown} - {"region", "others"}
        for period in periods:
            self._read(hub, figure, period, told)
        for period in periods:
            self._add_up(period)
        assert self.shown.keys() <= self.truth.keys(), self.shown.keys() - self.truth.keys()

    def _read(self, hub: Hub, figure: str, period: str, told: set[str]) -> None:
        for table in FIGURES[figure]:
            is_month = len(period) == 7 and "Q" not in period
            if (table == "days" and not is_month) or (table == "prefectures" and is_month):
                continue
            for row in exact(hub, table, period)["rows"]:
                if row["measure"] != figure:
                    continue
                place, category = row["place"], row["category"]
                # As published tables have it: guests of unknown residence count as from Japan.
                category = {"unknown": "domestic"}.get(category, category)
                if category == "prefecture:00":
                    # What the exact table lacks: the unknown are added below.
                    category = "prefecture:known"
                places = [place] if place == "region" or place in told else ["others"]
                for where in places:
                    name = f"{where}|{category}|{period}"
                    self.truth[name] = self.truth.get(name, 0) + int(row["value"])
        nowhere = [name for name in self.shown if name.endswith("|" + period) and name not in self.truth]
        for name in nowhere:
            self.truth[name] = 0

    def _add(self, total: str, parts: list[str]) -> None:
        if total in self.truth and parts and all(part in self.truth for part in parts):
            assert self.truth[total] == sum(self.truth[part] for part in parts), (total, parts)
            self.sums.append({"total": total, "parts": parts})

    def _add_up(self, period: str) -> None:
        names = [name for name in self.truth if name.endswith("|" + period)]
        places = sorted({name.split("|")[0] for name in names})
        towns = [place for place in places if place != "region"]
        for place in places:
            self._add(f"{place}|total|{period}", [f"{place}|{kind}|{period}" for kind in KINDS])
        for kind in ["total", *KINDS]:
            self._add(f"region|{kind}|{period}", [f"{town}|{kind}|{period}" for town in towns])
        self._add(f"region|foreign|{period}", [f"region|group:{group}|{period}" for group in GROUPS])
        for group, nations in GROUPS.items():
            parts = [f"region|nation:{nation}|{period}" for nation in nations]
            self._add(f"region|group:{group}|{period}", parts)
        for prefix in ("day:", "language:", "reason:"):
            self._add(
                f"region|total|{period}", [name for name in names if f"|{prefix}" in name]
            )
        known = f"region|prefecture:known|{period}"
        if known in self.truth:
            others = [name for name in names if "|prefecture:" in name and name != known]
            domestic = self.truth[f"region|domestic|{period}"]
            rest = f"region|prefecture:00|{period}"
            others = [name for name in others if name != rest]
            self.truth[rest] = domestic - sum(self.truth[name] for name in others)
            assert self.truth[rest] >= self.truth.pop(known)
            self._add(f"region|domestic|{period}", [*others, rest])
        # Longer periods from shorter ones, quarters and months alike.
        if "Q" in period:
            year, quarter = period.split("-Q")
            parts = [f"{year}-{month:02}" for month in range(int(quarter) * 3 - 2, int(quarter) * 3 + 1)]
        elif len(period) == 4:
            parts = [f"{period}-Q{quarter}" for quarter in range(1, 5)]
        else:
            return
        for name in names:
            stem = name.rsplit("|", 1)[0]
            if name in self.truth:
                self._add(name, [f"{stem}|{part}" for part in parts])


@pytest.mark.parametrize(
    ("periods", "figures"),
    [(YEAR, ["guest_nights", "refused"]), (MONTHS, list(FIGURES))],
    ids=["year", "months"],
)
def test_the_published_region_holds_against_the_attack(
    region: Hub, periods: list[str], figures: list[str]
) -> None:
    """All that is linked: towns, origins, days, months, quarters and the year, of every figure."""
    secrets = 0
    for figure in figures:
        linked = Linked(region, figure, periods)
        assert len(linked.sums) >= 1, figure
        attack = Attack(linked.truth, linked.sums)
        attack.learn(linked.shown)
        secret = hidden(linked.shown)
        secrets += len(secret)
        assert attack.narrow(secret) == [], figure
    assert secrets, "nothing had to be hidden: the test would prove nothing"


def test_most_of_the_region_is_shown(region: Hub) -> None:
    """The layout is made so that disclosure control has little to hide."""
    for period in [*YEAR, *MONTHS]:
        rows = published(region, "guest-nights", period)["rows"]
        assert [row for row in rows if row["shown"] == "X"] == [], period
        assert {row["place"] for row in rows} >= {"region", "022080", "others"}, period
    nations = [row for row in published(region, "origins", "2025")["rows"] if "nation:" in row["category"]]
    shown = [row for row in nations if row["shown"] not in ("X", "-")]
    assert len(shown) > 10, shown
    month = Client(region.url, None).get("/v1/statistics/origins/2025-08?training=true")
    assert month.status_code == 404, "a month tells origins by domestic and foreign alone"


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

    for table in ("guest-nights", "guests", "occupancy", "bookings", "demand"):
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


needs_models = pytest.mark.skipif(
    not MODELS, reason="the Smart Data Models' schemas are not beside this checkout"
)


def check_models(entities: list[dict[str, Any]]) -> None:
    """Each entity as key-values satisfies the schema of its type."""
    from referencing import Registry
    from referencing.jsonschema import DRAFT202012

    common = json.loads((MODELS[0] / "common-schema.json").read_text())
    registry = Registry().with_resource(
        "https://smart-data-models.github.io/data-models/common-schema.json",
        DRAFT202012.create_resource(common),
    )
    assert entities
    for kind in {entity["type"] for entity in entities}:
        schema = json.loads((MODELS[0] / f"{kind}.schema.json").read_text())
        validator = jsonschema.Draft202012Validator(
            schema, registry=registry, format_checker=jsonschema.FormatChecker()
        )
        for entity in entities:
            if entity["type"] == kind:
                assert list(validator.iter_errors(entity)) == [], entity


@needs_models
def test_entities_satisfy_the_smart_data_models(region: Hub) -> None:
    client = Client(region.url, None)
    for form in ("ngsi-ld", "ngsi-v2"):
        for table in ("guest-nights", "occupancy", "bookings"):
            check_models(client.get(f"/v1/statistics/{table}/2026-08/{form}?training=true").json())
        inns = client.get(f"/v1/statistics/listings/{form}?training=true").json()
        assert len(inns) == 24
        check_models(inns)


def all_pages(client: Client, path: str, query: str, count_header: str) -> list[dict[str, Any]]:
    """Follows the pages of a broker's list to its end."""
    found: list[dict[str, Any]] = []
    while True:
        answer = client.get(f"{path}?{query}&limit=300&offset={len(found)}")
        assert answer.status_code == 200, answer.text
        page = answer.json()
        found += page
        has_more = 'rel="next"' in answer.headers.get("Link", "") if "ld" in path else len(page) == 300
        if not has_more or not page:
            assert int(answer.headers[count_header]) == len(found)
            return found


@needs_models
def test_whoever_reads_brokers_reads_here_too(region: Hub) -> None:
    client = Client(region.url, None)
    pages = [
        ("/ngsi-ld/v1/entities", "count=true&options=keyValues", "NGSILD-Results-Count"),
        ("/v2/entities", "options=count,keyValues", "Fiware-Total-Count"),
    ]
    for path, options, header in pages:
        query = f"type=KeyPerformanceIndicator&training=true&{options}"
        entities = all_pages(client, path, query, header)
        assert len(entities) > 1000
        assert len({entity["id"] for entity in entities}) == len(entities)
        check_models(entities[:400])
        inns = client.get(f"{path}?type=PointOfInterest&training=true&limit=1000&{options}").json()
        check_models(inns)
        one = client.get(f"{path}/{inns[0]['id']}?training=true").json()
        assert one["id"] == inns[0]["id"] and one["name"]["value"] == inns[0]["name"]
        assert client.get(f"{path}/urn:ngsi-ld:PointOfInterest:none").status_code == 404
    plain = client.get("/ngsi-ld/v1/entities?type=PointOfInterest&training=true")
    assert plain.headers["Content-Type"] == "application/json"
    link = plain.headers["Link"]
    assert 'rel="http://www.w3.org/ns/json-ld#context"' in link
    context = client.get(link[link.index("<") + 1 : link.index(">")].removeprefix(region.url)) \
        if link.startswith(f"<{region.url}") else client.get("/v1/statistics/context")
    assert len(context.json()["@context"]) == 3
    linked = client.get(
        "/ngsi-ld/v1/entities?type=PointOfInterest&training=true",
        headers={"Accept": "application/ld+json"},
    )
    assert linked.headers["Content-Type"] == "application/ld+json" and "@context" in linked.json()[0]
    assert client.get("/ngsi-ld/v1/entities").status_code == 400
    assert client.get("/ngsi-ld/v1/entities?type=KeyPerformanceIndicator").json() == []


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

    for table in ("guest-nights", "demand", "days", "occupancy"):
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


def test_inns_that_want_it_get_their_month_by_sms_once(region: Hub) -> None:
    refused = region.run("stats", "want-report", "T01")
    assert refused.status != 0 and "takes messages" in refused.err
    region.innctl("stats", "want-report", "T09")
    ask = ("stats", "send-reports", "--month", "2026-10", "--training", "--json")
    tried = region.innctl(*ask, "--dry-run").json()["reports"]
    assert [(each["inn"], each["outcome"]) for each in tried] == [("T09", "due")]
    sent = region.innctl(*ask).json()["reports"]
    assert sent[0]["outcome"] == "sent" and sent[0]["text"].startswith("10月")
    assert region.innctl(*ask).json()["reports"][0]["outcome"] == "before"
    written = region.innctl("sms", "list", "--inn", "T09", "--json").json()["messages"]
    assert [each["text"] for each in written] == [sent[0]["text"]]


def test_charts_are_files_with_their_figures_as_text(region: Hub, tmp_path: Path) -> None:
    from xml.etree import ElementTree

    space = "{http://www.w3.org/2000/svg}"
    for chart in ("guest-nights", "origins", "occupancy", "lead-time", "demand", "map"):
        file = tmp_path / f"{chart}.svg"
        region.innctl("stats", "chart", chart, "--training", "--until", "2026-10", "-o", str(file))
        root = ElementTree.parse(file).getroot()
        assert root.find(f"{space}title").text and root.find(f"{space}desc").text.count(":") >= 4
        path = f"/v1/statistics/charts/{chart}?training=true&until=2026-10"
        assert Client(region.url, None).get(path).content == file.read_bytes()
    bars = ElementTree.parse(tmp_path / "guest-nights.svg").getroot().find(f"{space}desc").text
    assert bars.count("2025-") == 12 and bars.count("2026-") == 4
    assert Client(region.url, None).get("/v1/statistics/charts/map").status_code == 404


def test_the_open_list_is_a_page_with_schema_org(region: Hub) -> None:
    client = Client(region.url, None)
    page = client.get("/inns?training=true")
    begin = page.text.index('<script type="application/ld+json">') + len('<script type="application/ld+json">')
    data = json.loads(page.text[begin : page.text.index("</script>", begin)])
    assert data == client.get("/v1/statistics/listings/schema-org?training=true").json()
    assert data["@type"] == "ItemList" and data["numberOfItems"] == 24
    first = data["itemListElement"][0]["item"]
    assert first["@type"] == "LodgingBusiness" and first["address"]["addressCountry"] == "JP"
    assert first["name"] in page.text and "練習・" not in client.get("/inns").text


def test_the_office_publishes_and_looks_at_charts(region: Hub) -> None:
    browser = Browser(region.url)
    try:
        made = region.innctl("user", "add", "statist", "--role", "admin", "--json").json()
        browser.open("/office/login")
        browser.fill(name="statist", password=made["password"])
        browser.click("main .primary")
        browser.fill(present=made["password"], new=PASSWORD, again=PASSWORD)
        browser.click("main .primary")

        browser.open("/office/region/statistics/published?scope=training")
        browser.fill(period="2026-06", note="Nachgemeldet: T03")
        browser.click('[name="preview"]')
        assert "2026-06" in browser.text(".notice.note")
        missing = Client(region.url, None).get("/v1/statistics/guest-nights/2026-06?training=true")
        assert missing.status_code == 404, "a preview publishes nothing"
        browser.said_yes("main form.stack .primary")
        assert browser.all(".notice.done")
        digest = next(
            entry["sha256"]
            for entry in Client(region.url, None).get("/v1/statistics?training=true").json()["tables"]
            if (entry["table"], entry["period"]) == ("guest-nights", "2026-06")
        )
        assert digest in browser.text("main") and "Nachgemeldet: T03" in browser.text("main")
        faults = [f"published: {fault}" for fault in browser.accessibility_faults()]
        browser.picture("statistics-published")

        for page in ("series", "uses", "reports", "reports/T09?month=2026-10"):
            mark = "&" if "?" in page else "?"
            browser.open(f"/office/region/statistics/{page}{mark}scope=training")
            faults += [f"{page}: {fault}" for fault in browser.accessibility_faults()]
            browser.picture(f"statistics-{page.split('?')[0].replace('/', '-')}")
            if page == "series":
                widths = browser.script(
                    "return [...document.querySelectorAll('figure.chart img')].map(i => i.naturalWidth)"
                )
                assert len(widths) == 6 and all(width > 300 for width in widths), widths
                rows = browser.script(
                    "return [...document.querySelectorAll('details table')].map(t => t.rows.length)"
                )
                assert len(rows) == 6 and all(count >= 4 for count in rows), rows
        browser.open("/office/region/statistics?scope=training&period=2026-10")
        faults += [f"exact: {fault}" for fault in browser.accessibility_faults()]
        browser.picture("statistics-exact")
        assert browser.script("return document.querySelector('figure.chart img').naturalWidth") > 300
        assert faults == []
        assert browser.complaints() == [] and browser.requests_elsewhere() == []
    finally:
        browser.quit()


# By itself: schedule and brokers


class ContextBroker:
    """Answers as brokers of NGSI-LD or NGSIv2 do, and keeps what it is given.

    Orion and Scorpio themselves can't run here. What they refuse, this refuses, too: other media types,
    entities without type, forbidden signs, a wrong token.
    """

    FORBIDDEN = set("<>\"'=;()")

    def __init__(self, *, is_linked: bool, token: str | None = None, failures: tuple[Reply, ...] = ()):
        self.is_linked = is_linked
        self.token = token
        self.failures = list(failures)
        self.entities: dict[str, dict[str, Any]] = {}
        self.pushed: list[str] = []
        self.faults: list[str] = []

    def __call__(self, request: Request) -> Reply:
        try:
            return self._answer(request)
        except AssertionError as fault:
            self.faults.append(str(fault) or repr(fault))
            return Reply(400, json.dumps({"title": str(fault)}).encode())

    def _answer(self, request: Request) -> Reply:
        if self.failures:
            return self.failures.pop(0)
        body = json.loads(request.body)
        if self.token and request.headers.get("X-Auth-Token") != self.token:
            return Reply(401)
        if self.is_linked:
            assert request.path == "/ngsi-ld/v1/entityOperations/upsert", request.path
            assert request.headers["Content-Type"] == "application/ld+json"
            entities = body
        else:
            assert request.path == "/v2/op/update", request.path
            assert request.headers["Content-Type"] == "application/json"
            assert request.headers["Fiware-Service"] == "shimokita"
            assert request.headers["Fiware-ServicePath"] == "/inns"
            assert body["actionType"] == "append"
            entities = body["entities"]
        for entity in entities:
            self.entities[entity["id"]] = self._simple(entity)
            self.pushed.append(entity["id"])
        return Reply(201, json.dumps([e["id"] for e in entities]).encode()) if self.is_linked else Reply(204)

    def _simple(self, entity: dict[str, Any]) -> dict[str, Any]:
        """Key-values of a normalized entity, checked on the way."""
        simple = {"id": entity["id"], "type": entity["type"]}
        for name, attribute in entity.items():
            if name in ("id", "type"):
                continue
            if name == "@context":
                assert self.is_linked
                continue
            value, kind = attribute["value"], attribute["type"]
            if self.is_linked:
                assert kind == ("GeoProperty" if name == "location" else "Property"), (name, kind)
                if isinstance(value, dict) and value.get("@type") == "DateTime":
                    value = value["@value"]
            else:
                assert kind in ("Text", "Number", "StructuredValue", "DateTime", "geo:json"), kind
                texts = json.dumps(value, ensure_ascii=False) if kind == "Text" else ""
                assert not self.FORBIDDEN & set(texts.strip('"')), (name, value)
            simple[name] = value
        return simple


@needs_models
def test_the_hub_publishes_and_pushes_by_itself(make_hub: HubMaker, tmp_path: Path) -> None:
    hub = make_hub().start()
    hub.innctl("stats", "simulate", "--months", "3")
    hub.stop()
    secret = tmp_path / "token"
    secret.write_text("city-token-1\n")
    secret.chmod(0o600)
    linked = ContextBroker(is_linked=True, failures=(Reply(500, b"busy"),))
    plain = ContextBroker(is_linked=False, token="city-token-1", failures=(Reply(503),))

    def brokers() -> list[dict[str, Any]]:
        return hub.innctl("stats", "brokers", "--json").json()["brokers"]

    def all_taken() -> bool:
        standing = brokers()
        return len(standing) == 2 and all(
            each["waiting"] == 0 and each["taken"] > 24 and each["failing_since"] is None
            for each in standing
        )

    def vintages() -> set[tuple[str, str, int]]:
        listed = Client(hub.url, None).get("/v1/statistics?training=true").json()["tables"]
        return {(each["table"], each["period"], each["vintage"]) for each in listed}

    with Listener(linked) as first, Listener(plain) as second:
        settings = {
            "training": True,
            "publish": {"day": 8, "hour": 9},
            "brokers": [
                {"name": "city", "api": "ngsi-ld", "url": first.url, "private": True},
                {
                    "name": "prefecture", "api": "ngsi-v2", "url": second.url, "private": True,
                    "tenant": "shimokita", "service_path": "/inns", "token_header": "X-Auth-Token",
                    "token_file": str(secret),
                },
            ],
        }  # fmt: skip
        (hub.data / "statistics.json").write_text(json.dumps(settings))
        hub.start()
        until(all_taken, seconds=120)
        assert linked.faults == [] and plain.faults == []
        # November is not over for eight days yet; October, the quarter and September are.
        assert {period for _, period, _ in vintages()} == {"2026-09", "2026-Q3", "2026-10"}
        assert {number for _, _, number in vintages()} == {1}
        client = Client(hub.url, None)
        read = client.get("/ngsi-ld/v1/entities?training=true&limit=1000&options=keyValues"
                          "&type=KeyPerformanceIndicator,PointOfInterest").json()  # fmt: skip
        assert linked.entities == {entity["id"]: entity for entity in read}
        assert plain.entities.keys() == linked.entities.keys()
        check_models(list(linked.entities.values()))
        check_models(list(plain.entities.values()))
        for broker in (linked, plain):
            assert len(broker.pushed) == len(set(broker.pushed)), "a vintage was pushed twice"

        # Started anew, it publishes and pushes nothing of this again; what is new comes.
        before = vintages()
        pushed = len(linked.pushed)
        hub.stop()
        hub.start()
        hub.innctl("stats", "publish", "--training", "--period", "2026-08", "--note", "by hand")
        until(lambda: any(":2026-08" in name for name in plain.entities) and all_taken())
        assert before < vintages()
        assert all(":2026-08" in name for name in linked.pushed[pushed:])

    # A token that others may read is none.
    hub.stop()
    secret.chmod(0o644)
    with pytest.raises(AssertionError, match="may be read by others"):
        hub.start()
    secret.chmod(0o600)


def test_marked_wishes_become_refused_demand(make_hub: HubMaker) -> None:
    """A guest's search in vain counts once a visit; what is not marked leaves nothing."""
    hub = make_hub().start()
    platform = Client(hub.url, hub.key("visits", training=True))
    night = next_day(TONIGHT, 2)
    # More guests than any room takes: nothing can be offered.
    ask = f"/v1/availability?check_in={night}&check_out={next_day(night)}&inns=T01&adults=9"
    for visit in ("a", "a", "b"):
        answer = platform.get(f"{ask}&visit={visit}&visit_language=ko")
        assert answer.status_code == 200, answer.text
    platform.get(ask)
    # Writes what waits in memory, and proves the figures on the way.
    hub.innctl("stats", "rebuild")
    hub.stop()
    hub.pass_time(timedelta(days=40))
    hub.start()
    table = exact(hub, "demand", TONIGHT[:7])
    found = {row["category"]: row["value"] for row in table["rows"]}
    assert found["total"] == 2 and found["language:ko"] == 2, found
