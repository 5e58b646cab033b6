import * as Plot from "@observablehq/plot";
import { useCallback } from "preact/hooks";
import { useGet, type Act, type Known, type Profile } from "../api";
import { Chart } from "../chart";
import { ActRow, Answered, Empty, Exports, Named, Notes, Office, Theirs, useKeys, useMoves, usePages } from "../parts";
import { go, link } from "../place";
import { plain, useReader } from "../reader";
import { Series, TICK } from "../series";
import { ROLES, TYPES } from "../texts";

function Steps({ page, params }: { page: string; params: URLSearchParams }) {
  const r = useReader();
  const turn = (step: string) => { const q = new URLSearchParams(params); q.set("step", step); go(`/${page}?${q}`, true); };
  return <label class="steps">{r.t("step")} <select onChange={(e) => turn(e.currentTarget.value)}>{(["day", "week", "month"] as const).map((s) => <option value={s} selected={(params.get("step") ?? "month") === s}>{r.t(s)}</option>)}</select></label>;
}

function Recent({ filter }: { filter: URLSearchParams }) {
  const r = useReader();
  const { first, items, next, load } = usePages<Act>(`acts?${filter}`);
  const { at, keys } = useMoves(items);
  useKeys(keys);
  return <section aria-labelledby="recent"><h2 id="recent">{r.t("acts")}</h2><Answered got={first}>{() => items.length === 0 ? <Empty /> : <ol class="acts">{items.map((a, i) => <ActRow key={a.id} act={a} at={i === at} />)}</ol>}</Answered>{next && <button type="button" class="quiet" onClick={load}>{r.t("more")}</button>}<Exports filter={filter} /></section>;
}

/** Rows of one party under several names together, those of most events first. */
function people(all: Known[]): Known[][] {
  const found = new Map<string, Known[]>();
  for (const [i, o] of all.entries()) {
    const key = o.name_en ? `${o.kind} ${o.code} ${o.role} ${o.name_en}` : String(i);
    found.set(key, [...(found.get(key) ?? []), o]);
  }
  return [...found.values()];
}

function Row({ all, held, of }: { all: Known[]; held: Profile["held"][string]; of: string }) {
  const r = useReader();
  const first = all[0]!;
  const days = all.flatMap((o) => [o.from, o.to]).filter((d) => d !== null).sort();
  // The party whose page this is needs no mention.
  const code = (code: string) => code !== of && <span class="code">{r.code(code)} </span>;
  // In Latin letters once, in Arabic as each article has it.
  const names = r.name(first).lang === "en" ? [] : all.slice(1);
  const years = (from: number | null, to: number | null) => (from === to && from !== null ? r.year(from) : `${from === null ? "…" : r.year(from)}–${to === null ? r.t("untilNow") : r.year(to)}`);
  return (
    <tr>
      <td>{first.kind === "person" && first.name_en ? <a href={link("actor", { who: first.wikidata ?? first.name_en })}><Named of={first} /></a> : <Named of={first} />}{names.map((o) => <span class="code"> · <Theirs text={o.name} lang="ar" /></span>)}</td>
      <td>{held.length > 0
        ? <ul class="held">{held.map(([state, role, office, from, to]) => <li>{office ? <Office office={office} /> : r.word(ROLES, role)} {code(state)}<bdi class="id" dir={r.rtl ? "rtl" : "ltr"}>{years(from, to)}</bdi></li>)}</ul>
        : <>{first.office ? <Office office={first.office} /> : r.word(ROLES, first.role)} {code(first.code)}</>}</td>
      <td>{r.range(days[0] ?? null, days.at(-1) ?? null)}</td><td class="number">{r.n(all.reduce((n, o) => n + o.events, 0))}</td>
    </tr>
  );
}

export function Actor({ params }: { params: URLSearchParams }) {
  const r = useReader();
  const who = params.get("who") ?? "";
  const got = useGet<Profile>(who ? `actor?${new URLSearchParams({ who })}` : null);
  const ask = (e: SubmitEvent) => { e.preventDefault(); go(link("actor", { who: String(new FormData(e.currentTarget as HTMLFormElement).get("who") ?? "").trim() })); };
  const filter = new URLSearchParams({ actor: who });
  return (
    <>
      <form class="ask" onSubmit={ask}><label>{r.t("actor")} <input name="who" key={who} defaultValue={who} dir="auto" required /></label><button type="submit">{r.t("apply")}</button></form>
      {!who ? <><h1>{r.t("actor")}</h1><p class="empty">{r.t("actorHint")}</p></> : <Answered got={got}>{(p) => {
        const main = p.offices[0];
        const title = (known: Known) => (/^[A-Z0-9_]+$/.test(who) && who !== known.wikidata ? r.code(known.code) : plain(r.name(known).text));
        return (
          <>
            <h1><bdi>{main ? title(main) : plain(who)}</bdi>{main && <small> {main.code}{main.wikidata && <> · <bdi>{main.wikidata}</bdi></>}</small>}</h1>
            {!main ? <Empty /> : <>
              <div class="columns even">
                <section aria-labelledby="offices"><h2 id="offices">{r.t("offices")}</h2>
                  <div class="scroll" tabIndex={0} role="region" aria-label={r.t("offices")}><table><thead><tr><th scope="col">{r.t("actor")}</th><th scope="col">{r.t("office")}</th><th scope="col">{r.t("years")}</th><th scope="col" class="number">{r.t("events")}</th></tr></thead>
                    <tbody>{people(p.offices).slice(0, 25).map((all) => <Row all={all} held={p.held[all[0]!.name_en ?? ""] ?? []} of={main.code} />)}</tbody></table></div>
                  {Object.keys(p.held).length > 0 && <p class="hint">{r.t("officesHint")}</p>}
                </section>
                <section aria-labelledby="partners"><h2 id="partners">{r.t("partners")}</h2>
                  <div class="scroll" tabIndex={0} role="region" aria-label={r.t("partners")}><table class="sums"><thead><tr><th scope="col">{r.t("actor")}</th><th scope="col">{r.t("met")}</th><th scope="col">{r.t("backed")}</th><th scope="col">{r.t("fought")}</th><th scope="col">{r.t("total")}</th></tr></thead>
                    <tbody>{p.partners.map((x) => <tr><td><a href={link("pair", { a: main.code, b: x.code })}><bdi>{r.code(x.code)}</bdi></a></td>{[x.met, x.backed, x.fought, x.quads.reduce((a, b) => a + b, 0)].map((n) => <td class="number">{r.n(n)}</td>)}</tr>)}</tbody></table></div>
                </section>
              </div>
              <section aria-labelledby="time"><div class="row"><h2 id="time">{r.t("overTime")}</h2><Steps page="actor" params={params} /></div><Series filter={filter} step={params.get("step") ?? "month"} name={`actor-${main.code}`} of={title(main)} /></section>
              <Recent filter={filter} />
              <Notes kind="actor" subject={who} />
            </>}
          </>
        );
      }}</Answered>}
    </>
  );
}

export function Pair({ params }: { params: URLSearchParams }) {
  const r = useReader();
  const a = params.get("a") ?? "";
  const b = params.get("b") ?? "";
  const ask = (e: SubmitEvent) => {
    e.preventDefault();
    const data = new FormData(e.currentTarget as HTMLFormElement);
    go(link("pair", { a: String(data.get("a") ?? "").trim(), b: String(data.get("b") ?? "").trim() }));
  };
  const filter = new URLSearchParams([["actor", a], ["actor", b]]);
  const acts = useGet<{ items: Act[] }>(a && b ? `acts?${filter}&limit=300` : null);
  return (
    <>
      <form class="ask" key={`${a} ${b}`} onSubmit={ask}><label>{r.t("first")} <input name="a" defaultValue={a} dir="auto" required /></label><label>{r.t("second")} <input name="b" defaultValue={b} dir="auto" required /></label><button type="submit">{r.t("apply")}</button></form>
      <h1>{a && b ? <><a href={link("actor", { who: a })}><bdi>{r.code(a)}</bdi></a> {r.rtl ? "و" : "and "}<a href={link("actor", { who: b })}><bdi>{r.code(b)}</bdi></a></> : r.t("pair")}</h1>
      {a && b ? <>
        <div class="row"><h2>{r.t("overTime")}</h2><Steps page="pair" params={params} /></div>
        <Series filter={filter} step={params.get("step") ?? "month"} name={`pair-${a}-${b}`} of={plain(`${r.code(a)} – ${r.code(b)}`)} />
        <Answered got={acts}>{(page) => page.items.length === 0 ? <Empty /> : <Timeline acts={page.items} name={`timeline-${a}-${b}`} of={plain(`${r.code(a)} – ${r.code(b)}`)} />}</Answered>
        <Recent filter={filter} />
      </> : <p class="empty">{r.t("pairHint")}</p>}
    </>
  );
}

function Timeline({ acts, name, of }: { acts: Act[]; name: string; of: string }) {
  const r = useReader();
  const options = useCallback((width: number, colour: (name: string) => string): Plot.PlotOptions => {
    const rows = acts.filter((x) => x.start).map((x) => ({ day: new Date(x.start ?? ""), score: x.score, fill: colour(x.quad <= 2 ? "--coop" : "--conf"), title: `${r.range(x.start, x.end)} · ${r.word(TYPES, x.type)}`, n: x.reports }));
    return {
      height: 220, marginTop: 20, marginLeft: r.rtl ? 16 : 44, marginRight: r.rtl ? 44 : 16,
      x: { type: "utc", label: null, reverse: r.rtl, tickFormat: (d: Date) => r.month(d), ticks: Math.min(5, Math.floor(width / TICK)) }, y: { domain: [-10, 10], grid: true, label: null }, r: { range: [3, 9] },
      marks: [Plot.axisY({ anchor: r.rtl ? "right" : "left", label: null, tickFormat: (n: number) => r.n(n) }), Plot.ruleY([0]), Plot.dot(rows, { x: "day", y: "score", r: "n", fill: "fill", fillOpacity: 0.75, title: "title" })],
    };
  }, [acts, r]);
  return <Chart title={`${r.t("timeline")}: ${of}`} name={name} options={options} figures={{ head: [r.t("when"), r.t("type"), r.t("score")], rows: acts.map((x) => [r.range(x.start, x.end), r.word(TYPES, x.type), x.score]) }} />;
}
