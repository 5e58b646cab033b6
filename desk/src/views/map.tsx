import * as Plot from "@observablehq/plot";
import { useCallback } from "preact/hooks";
import { feature, mesh } from "topojson-client";
import type { Topology, GeometryCollection } from "topojson-specification";
import world from "world-atlas/countries-110m.json";
import { useGet, type Head, type PlaceCount } from "../api";
import { Chart } from "../chart";
import { Answered, Empty, Exports, Filters, filterOf } from "../parts";
import { plain, useReader } from "../reader";

const topology = world as unknown as Topology<{ countries: GeometryCollection; land: GeometryCollection }>;
const land = feature(topology, topology.objects.land);
const borders = mesh(topology, topology.objects.countries, (a, b) => a !== b);

export function Map({ params, head }: { params: URLSearchParams; head: Head }) {
  const r = useReader();
  const filter = filterOf(params);
  if (!filter.has("to") && head.latest) filter.set("to", head.latest);
  const got = useGet<PlaceCount[]>(`places?${filter}&limit=300`);
  return (
    <>
      <h1>{r.t("map")}</h1>
      <Filters page="map" params={params} />
      <p class="hint">{r.t("placesHint")}</p>
      <Answered got={got}>{(places) => places.length === 0 ? <Empty /> : <Shown places={places} params={params} />}</Answered>
      <Exports filter={filter} />
    </>
  );
}

/** Pixels that a name needs around its place. */
const NAME = { across: 74, down: 20 };

/** Places whose names do not run into each other, those of most events first. */
function apart(places: PlaceCount[], width: number): PlaceCount[] {
  const all = places.map((p) => p.lon).concat(25, 62);
  const degree = width / Math.max(1, Math.max(...all) - Math.min(...all));
  const kept: PlaceCount[] = [];
  for (const p of places) {
    const near = (q: PlaceCount) => Math.abs(q.lon - p.lon) * degree < NAME.across && Math.abs(q.lat - p.lat) * degree < NAME.down;
    if (!kept.some(near)) kept.push(p);
    if (kept.length === (width < 500 ? 6 : 16)) break;
  }
  return kept;
}

function Shown({ places, params }: { places: PlaceCount[]; params: URLSearchParams }) {
  const r = useReader();
  const options = useCallback((width: number, colour: (name: string) => string): Plot.PlotOptions => ({
    height: Math.round(Math.max(260, width * 0.56)),
    projection: { type: "mercator", domain: { type: "MultiPoint", coordinates: [...places.map((p) => [p.lon, p.lat]), [25, 12], [62, 42]] }, inset: 24 },
    r: { range: width < 500 ? [2, 11] : [3, 22] },
    marks: [
      Plot.geo(land, { fill: colour("--land") }),
      Plot.geo(borders, { stroke: colour("--line"), strokeWidth: 0.7 }),
      Plot.dot(places, { x: "lon", y: "lat", r: "events", fill: (p: PlaceCount) => colour(p.conflict * 2 > p.events ? "--conf" : "--coop"), fillOpacity: 0.65, stroke: colour("--ground"), title: (p: PlaceCount) => `${plain(p.name)} · ${r.code(p.country ?? "")} · ${r.t("eventsN", { n: p.events })}` }),
      Plot.text(apart(places, width), { x: "lon", y: "lat", text: (p: PlaceCount) => plain(p.name), dy: -12, fill: colour("--ink"), stroke: colour("--ground"), strokeWidth: 3, fontSize: 12 }),
    ],
  }), [places, r]);
  const here = (p: PlaceCount) => { const q = filterOf(params); q.set("place", p.name); return `/today?${q}`; };
  return (
    <>
      <Chart title={r.t("map")} name="map" options={options} figures={{ head: [r.t("place"), r.t("country"), r.t("total"), r.t("conflict")], rows: places.map((p) => [plain(p.name), r.code(p.country ?? ""), p.events, p.conflict]) }} />
      <p class="chips">{places.slice(0, 40).map((p) => <a class="chip" href={here(p)}><bdi lang="ar">{plain(p.name)}</bdi> <span class="number">{r.n(p.events)}</span></a>)}</p>
    </>
  );
}
