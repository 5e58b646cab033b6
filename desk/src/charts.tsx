/** The curve and the map. */
import * as Plot from "@observablehq/plot";
import { geoEqualEarth, geoPath } from "d3-geo";
import { feature } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Act, Step } from "./api";
import { Go, TypeMark } from "./parts";
import { download, to, useShell } from "./shell";
import world from "world-atlas/countries-110m.json";

/** Buttons that hand out a chart as it is on the screen. */
function ExportChart(props: { svg: () => SVGSVGElement | null; name: string }) {
  const { speech } = useShell();
  /** The chart with its colours written into it: outside the page there is no style sheet. */
  const written = (): { text: string; width: number; height: number } | undefined => {
    const svg = props.svg();
    if (!svg) return undefined;
    const copy = svg.cloneNode(true) as SVGSVGElement;
    const [from, into] = [svg.querySelectorAll("*"), copy.querySelectorAll("*")];
    from.forEach((node, i) => {
      const style = getComputedStyle(node);
      for (const name of ["fill", "stroke", "stroke-width", "font-family", "font-size", "opacity"]) into[i]?.setAttribute(name, style.getPropertyValue(name));
    });
    const { width, height } = svg.getBoundingClientRect();
    copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    copy.setAttribute("width", String(width));
    copy.setAttribute("height", String(height));
    return { text: new XMLSerializer().serializeToString(copy), width, height };
  };
  const png = () => {
    const drawn = written();
    if (!drawn) return;
    const image = new Image();
    image.onload = () => {
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [drawn.width * 2, drawn.height * 2];
      const context = canvas.getContext("2d");
      if (!context) return;
      context.fillStyle = getComputedStyle(document.body).backgroundColor;
      context.fillRect(0, 0, canvas.width, canvas.height);
      context.drawImage(image, 0, 0, canvas.width, canvas.height);
      canvas.toBlob((blob) => blob && download(`${props.name}.png`, "image/png", blob));
    };
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(drawn.text)}`;
  };
  return (
    <p class="export">
      {speech.t("exportAs")}:{" "}
      <button
        type="button"
        onClick={() => {
          const drawn = written();
          if (drawn) download(`${props.name}.svg`, "image/svg+xml", drawn.text);
        }}
      >
        SVG
      </button>{" "}
      <button type="button" onClick={png}>
        PNG
      </button>
    </p>
  );
}

/** Cooperation above the line, conflict below it. */
export function Curve(props: { steps: Step[] }) {
  const { speech } = useShell();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const dated = props.steps.filter((s) => s.from);
    const rows = dated.flatMap((s) => [
      { day: new Date(`${s.from}T00:00:00Z`), n: s.cooperation, kind: speech.t("cooperation") },
      { day: new Date(`${s.from}T00:00:00Z`), n: -s.conflict, kind: speech.t("conflict") },
    ]);
    const chart = Plot.plot({
      width: Math.max(300, place.current?.clientWidth ?? 640),
      height: 240,
      marginLeft: 48,
      x: { type: "utc", label: null, tickFormat: (d: Date) => speech.date(d.toISOString().slice(0, 10)).replace(/^\S+ /, "") , ticks: 5 },
      y: { label: null, grid: true, tickFormat: (n: number) => (Number.isInteger(n) ? speech.number(Math.abs(n)) : "") },
      color: { domain: [speech.t("cooperation"), speech.t("conflict")], range: ["var(--cooperation)", "var(--conflict)"] },
      marks: [Plot.ruleX(rows, { x: "day", y1: 0, y2: "n", stroke: "kind", strokeWidth: 5 }), Plot.ruleY([0])],
      ariaLabel: speech.t("curve"),
    });
    chart.setAttribute("role", "img");
    place.current?.replaceChildren(chart);
  }, [props.steps, speech]);
  return (
    <figure class="chart" dir="ltr">
      <figcaption dir={speech.dir}>
        {speech.t("curve")} <span class="key cooperation">{speech.t("cooperation")}</span> <span class="key conflict">{speech.t("conflict")}</span>
      </figcaption>
      <div ref={place} />
      <div dir={speech.dir}>
        <ExportChart svg={() => place.current?.querySelector("svg") ?? null} name="curve" />
      </div>
    </figure>
  );
}

const [WIDTH, HEIGHT] = [960, 480];
const projection = geoEqualEarth().fitSize([WIDTH, HEIGHT], { type: "Sphere" });
const drawn = geoPath(projection);
const topology = world as unknown as Topology<{ countries: GeometryCollection }>;
const countries = feature(topology, topology.objects.countries).features;

/** Acts at the places where they are told to have been. */
export function WorldMap(props: { acts: Act[] }) {
  const { speech } = useShell();
  const svg = useRef<SVGSVGElement>(null);
  const [shown, setShown] = useState<string>();
  const places = new Map<string, Act[]>();
  for (const act of props.acts) {
    if (act.lat === null || act.lon === null) continue;
    const key = `${act.lat},${act.lon}`;
    places.set(key, [...(places.get(key) ?? []), act]);
  }
  const spots = [...places].sort((a, b) => b[1].length - a[1].length);
  const here = shown === undefined ? undefined : places.get(shown);
  return (
    <figure class="chart">
      <figcaption>{speech.t("mapHint")}</figcaption>
      <svg ref={svg} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="group" aria-label={speech.t("mapLabel")} class="map">
        {countries.map((c, i) => (
          <path key={i} d={drawn(c) ?? ""} class="land" />
        ))}
        {spots.map(([key, acts]) => {
          const [first] = acts;
          const at = first && projection([first.lon ?? 0, first.lat ?? 0]);
          if (!at || !first) return null;
          const label = `${first.place ?? ""}: ${speech.number(acts.length)}`;
          return (
            <circle
              key={key}
              cx={at[0]}
              cy={at[1]}
              r={3 + 2 * Math.sqrt(acts.length)}
              class={`spot${shown === key ? " lit" : ""}`}
              tabIndex={0}
              role="button"
              aria-label={label}
              onClick={() => setShown(key)}
              onKeyDown={(e) => (e.key === "Enter" || e.key === " ") && (e.preventDefault(), setShown(key))}
            >
              <title>{label}</title>
            </circle>
          );
        })}
      </svg>
      <ExportChart svg={() => svg.current} name="map" />
      {here && (
        <ul class="acts" aria-live="polite">
          {here.map((act) => (
            <li key={act.id}>
              <Go href={to("/act", { id: act.id })} class="head">
                <TypeMark type={act.type} quad={act.quad} /> <bdi lang="ar">{act.place}</bdi> <time>{speech.range(act.start, act.end)}</time>
              </Go>
            </li>
          ))}
        </ul>
      )}
    </figure>
  );
}
