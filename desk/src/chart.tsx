// Charts by Observable Plot, with their figures as a table and exports as SVG and PNG.

import * as Plot from "@observablehq/plot";
import { useEffect, useRef, useState } from "preact/hooks";
import { useDesk } from "./desk";
import { useReader } from "./reader";
import type { Key } from "./texts";

export interface Figures { head: string[]; rows: (string | number)[][] }

/** A colour of the stylesheet as it is now. */
const colour = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

const SVG = "http://www.w3.org/2000/svg";
/** Height of the line above an exported chart, in pixels. */
const HEAD = 30;

/** What the colours of all charts stand for: a file has them beside its title. */
const KEYS: [string, Key][] = [["--coop", "cooperation"], ["--conf", "conflict"]];

export function Chart({ title, options, figures, name }: { title: string; options: (width: number, colour: (name: string) => string) => Plot.PlotOptions; figures: Figures; name: string }) {
  const r = useReader();
  const desk = useDesk();
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const watch = new ResizeObserver(([e]) => e && setWidth(Math.round(e.contentRect.width)));
    if (box.current) watch.observe(box.current);
    return () => watch.disconnect();
  }, []);
  const [scheme, setScheme] = useState(0);
  useEffect(() => {
    const query = matchMedia("(prefers-color-scheme: dark)");
    const turn = () => setScheme((s) => s + 1);
    query.addEventListener("change", turn);
    return () => query.removeEventListener("change", turn);
  }, []);
  useEffect(() => {
    if (!box.current || width === 0) return;
    const chart = Plot.plot({ width, className: "plot", style: {}, ariaLabel: title, ...options(width, colour) });
    // The policy allows no styles in markup; the stylesheet has what Plot would put there.
    chart.querySelectorAll("style").forEach((s) => s.remove());
    // To a screen reader the chart is one image; its figures stand in the table.
    chart.setAttribute("role", "img");
    chart.querySelectorAll("[aria-label]").forEach((g) => g.removeAttribute("aria-label"));
    box.current.replaceChildren(chart);
  }, [width, options, scheme, r.choice.theme, title]);

  const svg = (): string | null => {
    const found = box.current?.querySelector("svg");
    if (!found) return null;
    const copy = found.cloneNode(true) as SVGSVGElement;
    copy.setAttribute("xmlns", SVG);
    copy.setAttribute("color", colour("--ink"));
    copy.setAttribute("font-family", "IBM Plex Sans Arabic, sans-serif");
    copy.setAttribute("font-size", "11");
    const make = (parent: Element, tag: string, attributes: Record<string, string | number>, text = "") => {
      const made = parent.appendChild(document.createElementNS(SVG, tag));
      for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
      made.textContent = text;
      return made;
    };
    // Out of the page a chart has to say by itself what it shows.
    const high = found.viewBox.baseVal.height;
    const wide = found.viewBox.baseVal.width;
    copy.setAttribute("viewBox", `0 ${-HEAD} ${wide} ${high + HEAD}`);
    copy.setAttribute("height", String(high + HEAD));
    copy.prepend(make(copy, "rect", { y: -HEAD, width: wide, height: high + HEAD, fill: colour("--ground") }));
    const line = make(copy, "text", { x: r.rtl ? wide - 8 : 8, y: -10, "text-anchor": "start", direction: r.rtl ? "rtl" : "ltr", fill: colour("--ink"), "font-size": 13 });
    make(line, "tspan", { "font-weight": 600 }, title);
    for (const [of, what] of KEYS) {
      make(line, "tspan", { fill: colour(of), dx: r.rtl ? -12 : 12 }, "■ ");
      make(line, "tspan", {}, r.t(what));
    }
    return new XMLSerializer().serializeToString(copy);
  };
  const save = (blob: Blob, ending: string) => {
    const a = document.createElement("a");
    a.href = URL.createObjectURL(blob);
    a.download = `${name}.${ending}`;
    a.click();
    setTimeout(() => URL.revokeObjectURL(a.href), 10_000);
  };
  const saveSvg = () => { const text = svg(); if (text) save(new Blob([text], { type: "image/svg+xml" }), "svg"); };
  const savePng = async () => {
    const text = svg();
    if (!text) return;
    const image = new Image();
    const url = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
    try {
      image.src = url;
      await image.decode();
      const canvas = document.createElement("canvas");
      canvas.width = image.width * 2;
      canvas.height = image.height * 2;
      canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
      canvas.toBlob((blob) => blob && save(blob, "png"));
    } catch (e) { desk.say(`${r.t("error")}: ${(e as Error).message}`, true); } finally { URL.revokeObjectURL(url); }
  };
  return (
    <figure class="chart">
      <figcaption class="row"><span>{title}</span><span><button type="button" class="quiet" onClick={saveSvg} aria-label={`${title}: ${r.t("svg")}`}>{r.t("svg")}</button> <button type="button" class="quiet" onClick={() => void savePng()} aria-label={`${title}: ${r.t("png")}`}>{r.t("png")}</button></span></figcaption>
      <div ref={box} class="canvas" dir="ltr" />
      <details><summary>{r.t("data")}</summary><div class="scroll" tabIndex={0} role="region" aria-label={title}><table><thead><tr>{figures.head.map((h) => <th scope="col">{h}</th>)}</tr></thead><tbody>{figures.rows.map((row) => <tr>{row.map((c) => <td>{typeof c === "number" ? r.n(c) : <bdi>{c}</bdi>}</td>)}</tr>)}</tbody></table></div></details>
    </figure>
  );
}
