import * as Plot from "@observablehq/plot";
import { useCallback, useState } from "preact/hooks";
import { get, useGet, type Act, type ActDetail, type Head, type Tally } from "../api";
import { Chart } from "../chart";
import { useDesk } from "../desk";
import { ActRow, Answered, Empty, Exports, Filters, filterOf, useKeys, useMoves, usePages, wrong } from "../parts";
import { link } from "../place";
import { addDays, useReader } from "../reader";
import { TYPES } from "../texts";

export function Today({ params, head }: { params: URLSearchParams; head: Head }) {
  const r = useReader();
  const desk = useDesk();
  const filter = filterOf(params);
  // What lies ahead stands in the agenda.
  if (!filter.has("to") && head.latest) filter.set("to", head.latest);
  const { first, items, next, load } = usePages<Act>(`acts?${filter}`);
  // Counts of all years would say little of today.
  const counted = new URLSearchParams(filter);
  const to = counted.get("to");
  if (!counted.has("from") && to) counted.set("from", addDays(to, -90));
  const tally = useGet<Tally>(`counts?${counted}`);
  const [chosen, setChosen] = useState<string[]>([]);
  const choose = (id: string) => setChosen((c) => (c.includes(id) ? c.filter((x) => x !== id) : [...c, id].slice(-2)));
  const join = () => {
    const [a, b] = chosen;
    if (!desk.editor || !a || !b) return;
    desk.reason(r.t("join"), (why) => void unite(a, b, why));
  };
  // Every report is joined, not the first ones only: the rest of two acts would else be left behind.
  const unite = async (a: string, b: string, why: string) => {
    try {
      const [one, two] = await Promise.all([a, b].map((id) => get<ActDetail>(`act?${new URLSearchParams({ id })}`)));
      const [first, ...others] = [...(one?.told ?? []), ...(two?.told ?? [])].map((t) => t.id);
      if (first) await desk.relate("join", first, others, r.t("join"), why);
      setChosen([]);
    } catch (e) { desk.say(wrong(r, e as Error), true); }
  };
  const { at, here, keys } = useMoves(items);
  useKeys({
    ...keys,
    s: () => here && choose(here.id),
    "+": join,
    z: () => void desk.undo(),
  });
  return (
    <>
      <h1>{r.t("today")}{head.latest && <small> {r.t("asOf")} {r.day(filter.get("to"))}</small>}</h1>
      <Filters page="today" params={params} />
      <div class="columns">
        <section aria-labelledby="acts">
          <div class="row"><h2 id="acts">{r.t("acts")}{tally.data && <small> {r.t("actsN", { n: tally.data.acts })} {r.t("since", { day: r.day(counted.get("from")) })}</small>}</h2>
            {desk.editor && chosen.length > 0 && <span class="row">{r.t("chosen", { n: chosen.length })}{chosen.length === 2 && <button type="button" onClick={join} title={r.t("joinHint")}>{r.t("join")}</button>}</span>}
          </div>
          <Answered got={first}>{() => items.length === 0 ? <Empty /> : <ol class="acts">{items.map((a, i) => <ActRow key={a.id} act={a} at={i === at} {...(desk.editor ? { chosen: chosen.includes(a.id), choose: () => choose(a.id) } : {})} />)}</ol>}</Answered>
          {next && <button type="button" class="quiet" onClick={load}>{r.t("more")}</button>}
          <Exports filter={filter} />
        </section>
        <aside aria-label={r.t("byType")}>
          <Answered got={tally}>{(t) => t.acts === 0 ? null : <Counts tally={t} params={params} />}</Answered>
        </aside>
      </div>
    </>
  );
}

const CONFLICT = new Set(["REQUEST", "ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"]);

function Counts({ tally, params }: { tally: Tally; params: URLSearchParams }) {
  const r = useReader();
  const options = useCallback((_: number, colour: (name: string) => string): Plot.PlotOptions => {
    const rows = tally.types.map(([type, n]) => ({ type: r.word(TYPES, type), n, fill: colour(CONFLICT.has(type) ? "--conf" : "--coop") }));
    return {
      height: 28 + rows.length * 22, marginLeft: r.rtl ? 34 : 112, marginRight: r.rtl ? 112 : 34, marginTop: 4, marginBottom: 4,
      x: { reverse: r.rtl, axis: null }, y: { domain: rows.map((x) => x.type), label: null },
      marks: [
        Plot.axisY({ anchor: r.rtl ? "right" : "left", tickSize: 0, fontSize: 13, label: null }),
        Plot.barX(rows, { x: "n", y: "type", fill: "fill", insetTop: 2, insetBottom: 2 }),
        Plot.text(rows, { x: "n", y: "type", text: (x: { n: number }) => r.n(x.n), textAnchor: r.rtl ? "end" : "start", dx: r.rtl ? -4 : 4, fontSize: 12 }),
      ],
    };
  }, [tally, r]);
  const narrow = (extra: Record<string, string[]>) => {
    const q = new URLSearchParams(filterOf(params));
    for (const [name, values] of Object.entries(extra)) { q.delete(name); for (const v of values) q.append(name, v); }
    return `/today?${q}`;
  };
  return (
    <>
      <Chart title={r.t("byType")} name="types" options={options} figures={{ head: [r.t("type"), r.t("acts")], rows: tally.types.map(([t, n]) => [r.word(TYPES, t), n]) }} />
      <p class="chips">{tally.types.map(([t]) => <a class="chip" href={narrow({ type: [t] })}>{r.word(TYPES, t)}</a>)}</p>
      <h2>{r.t("byPair")}</h2>
      <ol class="pairs">{tally.pairs.map(([a, b, n]) => <li><a href={link("pair", { a, b })}><bdi>{r.code(a)}</bdi> {r.rtl ? "←" : "→"} <bdi>{r.code(b)}</bdi></a> <span class="number">{r.n(n)}</span></li>)}</ol>
    </>
  );
}
