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

function Shown({ places, params }: { places: PlaceCount[]; params: URLSearchParams }) {
  const r = useReader();
  const options = useCallback((width: number, colour: (name: string) => string): Plot.PlotOptions => ({
    height: Math.round(Math.max(260, width * 0.56)),
    projection: { type: "mercator", domain: { type: "MultiPoint", coordinates: [...places.map((p) => [p.lon, p.lat]), [25, 12], [62, 42]] }, inset: 24 },
    r: { range: [3, 22] },
    marks: [
      Plot.geo(land, { fill: colour("--land") }),
      Plot.geo(borders, { stroke: colour("--line"), strokeWidth: 0.7 }),
      Plot.dot(places, { x: "lon", y: "lat", r: "events", fill: (p: PlaceCount) => colour(p.conflict * 2 > p.events ? "--conf" : "--coop"), fillOpacity: 0.65, stroke: colour("--ground"), title: (p: PlaceCount) => `${plain(p.name)} · ${r.code(p.country ?? "")} · ${r.t("eventsN", { n: p.events })}` }),
      Plot.text(places.slice(0, width < 500 ? 6 : 14), { x: "lon", y: "lat", text: (p: PlaceCount) => plain(p.name), dy: -12, fill: colour("--ink"), stroke: colour("--ground"), strokeWidth: 3, fontSize: 12 }),
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
