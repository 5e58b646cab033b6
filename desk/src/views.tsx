/** The views but for the article. */
import { useEffect, useState } from "preact/hooks";
import { type Act, type ActDetail, ask, correct, type Due, type Hit, type Office, type Sent, type Step, type Tally, type Track, type TrackDetail } from "./api";
import { Curve, WorldMap } from "./charts";
import { Acts, Cite, ExportActs, Filters, Go, Outside, Parties, Pending, Quote, TypeMark } from "./parts";
import { to, useLoaded, useShell } from "./shell";

/** Acts that answer the address, page by page. */
function usePages(query: string): { acts: Act[]; error?: string; loaded: boolean; more?: () => void } {
  const [pages, setPages] = useState<{ query: string; acts: Act[]; next: string | null; error?: string }>();
  const load = (after: string) => {
    const asked = new URLSearchParams(query);
    if (after) asked.set("after", after);
    ask<{ acts: Act[]; next: string | null }>("acts", asked).then(
      (page) => setPages((old) => ({ query, acts: [...(after && old?.query === query ? old.acts : []), ...page.acts], next: page.next })),
      (error: Error) => setPages({ query, acts: [], next: null, error: error.message }),
    );
  };
  useEffect(() => load(""), [query]);
  const current = pages?.query === query ? pages : undefined;
  const next = current?.next;
  return { acts: current?.acts ?? [], error: current?.error, loaded: current !== undefined, more: next ? () => load(next) : undefined };
}

function More(props: { more?: () => void }) {
  const { speech } = useShell();
  return props.more ? (
    <button type="button" onClick={props.more}>
      {speech.t("more")}
    </button>
  ) : null;
}

export function Today() {
  const { speech, query } = useShell();
  const pages = usePages(query.toString());
  const counts = useLoaded(() => ask<{ types: Tally[]; pairs: Tally[] }>("acts/counts", query), [query.toString()]);
  const withType = (type: string) => {
    const q = new URLSearchParams(query);
    q.set("type", type);
    return `/?${q}`;
  };
  return (
    <>
      <h1>{speech.t("today")}</h1>
      <Filters path="/" />
      <div class="columns">
        <section aria-labelledby="acts">
          <h2 id="acts">{speech.t("acts")}</h2>
          {pages.loaded && !pages.error ? <Acts acts={pages.acts} /> : <Pending error={pages.error} />}
          <More more={pages.more} />
          <ExportActs acts={pages.acts} />
        </section>
        <aside>
          <h2>{speech.t("byType")}</h2>
          <ul class="tally">
            {counts.value?.types.map((t) => (
              <li key={t.of}>
                <Go href={withType(t.of)}>{speech.term(t.of)}</Go> <span>{speech.number(t.acts)}</span>
              </li>
            ))}
          </ul>
          <h2>{speech.t("byPair")}</h2>
          <ul class="tally">
            {counts.value?.pairs.map((t) => {
              const [a = "", b = ""] = t.of.split("|");
              return (
                <li key={t.of}>
                  <Go href={to("/pair", { a, b })}>
                    <bdi>{speech.code(a)}</bdi> – <bdi>{speech.code(b)}</bdi>
                  </Go>{" "}
                  <span>{speech.number(t.acts)}</span>
                </li>
              );
            })}
          </ul>
        </aside>
      </div>
    </>
  );
}

export function ActView() {
  const { speech, query, who, tell } = useShell();
  const id = query.get("id") ?? "";
  const [version, setVersion] = useState(0);
  const [done, setDone] = useState<Omit<Sent, "who">[]>([]);
  const { value: act, error } = useLoaded(() => ask<ActDetail>("act", { id }), [id, version]);
  const send = async (sent: Omit<Sent, "who">, inverse?: Omit<Sent, "who">) => {
    if (!who) {
      tell(speech.t("needName"));
      document.getElementById("who")?.focus();
      return;
    }
    try {
      await correct({ ...sent, who });
      setDone((d) => (inverse ? [...d, inverse] : d));
      setVersion((v) => v + 1);
      tell(speech.t(inverse ? "saved" : "undone"));
    } catch (e) {
      tell((e as Error).message);
    }
  };
  if (!act) return <Pending error={error} />;
  const first = act.told[0];
  const outlet = (event: string) => act.told.find((r) => r.id === event)?.outlet ?? event;
  return (
    <>
      <h1>
        <TypeMark type={act.type} quad={act.quad} /> <span class={`status ${act.status}`}>{speech.term(act.status)}</span>
      </h1>
      <dl class="wide">
        <dt>{speech.t("who")}</dt>
        <dd><Parties parties={act.parties} /></dd>
        <dt>{speech.t("when")}</dt>
        <dd>{speech.range(act.start, act.end)}</dd>
        {act.place && (<><dt>{speech.t("where")}</dt><dd><Quote>{act.place}</Quote>{act.country && <> ({speech.code(act.country)})</>}</dd></>)}
        {act.deadline && (<><dt>{speech.t("deadline")}</dt><dd>{speech.range(...act.deadline)}</dd></>)}
        <dt>{speech.t("how")}</dt>
        <dd>{speech.number(act.confidence, 2)}</dd>
        {act.track && (<><dt>{speech.t("tracks")}</dt><dd><Go href={to("/track", { id: act.track })}>{speech.t("show")}</Go></dd></>)}
      </dl>
      <h2>{speech.t("told")}</h2>
      <div class="scroll" tabIndex={0} role="region" aria-label={speech.t("told")}>
        <table>
          <thead>
            <tr>
              <th scope="col">{speech.t("field")}</th>
              <th scope="col">{speech.t("told")}</th>
              <th scope="col">{speech.t("agree")} / {speech.t("differ")}</th>
            </tr>
          </thead>
          <tbody>
            {act.fields.map((f) => (
              <tr key={f.field} class={f.differs ? "differs" : ""}>
                <th scope="row">{speech.term(f.field)}</th>
                <td>
                  <ul class="plain">
                    {f.values.map((v) => (
                      <li key={v.value}>
                        <bdi>{/^\d{4}-\d\d-\d\d/.test(v.value) ? v.value : speech.term(speech.code(v.value))}</bdi>
                        <span class="quiet"> {v.reports.map(outlet).filter((o, i, all) => all.indexOf(o) === i).join(speech.language === "ar" ? "، " : ", ")}</span>
                      </li>
                    ))}
                  </ul>
                </td>
                <td>{speech.t(f.differs ? "differ" : "agree")}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {act.history.length > 1 && (
        <>
          <h2>{speech.t("history")}</h2>
          <ol>
            {act.history.map((h) => (
              <li key={h.report}>
                {speech.date(h.published)}: {speech.term(h.status)} <span class="quiet">(<bdi>{outlet(h.report)}</bdi>)</span>
              </li>
            ))}
          </ol>
        </>
      )}
      <h2>{speech.t("reports")}</h2>
      <ul class="side">
        {act.told.map((r) => (
          <li key={r.id} class="card">
            <p class="quiet">
              <bdi>{r.outlet}</bdi> · {speech.date(r.published)} {r.copy && <> · {speech.t("copy")}</>}
              {r.reprints.length > 0 && <> · {speech.t("reprintedBy", r.reprints.map((x) => x[1] ?? x[0]).join(", "))}</>}
            </p>
            <p><TypeMark type={r.type} /> <span class={`status ${r.status}`}>{speech.term(r.status)}</span> · {speech.range(r.start, r.end)}</p>
            <p><Parties parties={r.parties} /></p>
            {r.words && <blockquote lang="ar" dir="rtl">{r.words}</blockquote>}
            <p class="actions">
              <Go href={to("/article", { id: r.article, event: r.id })} class="button">{speech.t("openArticle")}</Go>
              <Outside url={r.url}>{speech.t("original")}</Outside>
              <Cite outlet={r.outlet} published={r.published} url={r.url} words={r.words} />
              {first && r.id !== first.id && (
                <button type="button" onClick={() => void send({ kind: "split", event: first.id, other: r.id, why: "" }, { kind: "join", event: first.id, other: r.id, why: "" })}>
                  {speech.t("split")}
                </button>
              )}
            </p>
          </li>
        ))}
      </ul>
      <form
        class="filters"
        onSubmit={(e) => {
          e.preventDefault();
          const other = String(new FormData(e.currentTarget).get("other")).trim();
          if (first && other) void send({ kind: "join", event: first.id, other, why: "" }, { kind: "split", event: first.id, other, why: "" });
        }}
      >
        <label>
          {speech.t("join")}
          <input name="other" placeholder={speech.t("joinHint")} dir="ltr" />
        </label>
        <button type="submit">{speech.t("join")}</button>
        <button
          type="button"
          disabled={done.length === 0}
          onClick={() => {
            const last = done.at(-1);
            setDone((d) => d.slice(0, -1));
            if (last) void send(last);
          }}
        >
          {speech.t("undo")}
        </button>
      </form>
    </>
  );
}

export function ActorView() {
  const { speech, query, go } = useShell();
  const q = query.get("q") ?? "";
  const asked = new URLSearchParams({ actor: q }).toString();
  const pages = usePages(asked);
  const offices = useLoaded(() => (q ? ask<{ offices: Office[] }>("offices", { actor: q }) : Promise.resolve({ offices: [] })), [q]);
  const counts = useLoaded(() => ask<{ types: Tally[]; pairs: Tally[] }>("acts/counts", { actor: q }), [q]);
  const series = useLoaded(() => ask<{ steps: Step[] }>("series", { actor: q }), [q]);
  const year = (day: string | null) => (day ? speech.number(Number(day.slice(0, 4))).replace(/[,٬]/g, "") : "");
  return (
    <>
      <h1><bdi>{/^[A-Z0-9]+$/.test(q) ? speech.code(q) : q || speech.t("actor")}</bdi></h1>
      <form class="filters" role="search" onSubmit={(e) => (e.preventDefault(), go(to("/actor", { q: String(new FormData(e.currentTarget).get("q")) })))}>
        <label>
          {speech.t("party")}
          <input name="q" value={q} placeholder={speech.t("partyHint")} dir="auto" />
        </label>
        <button type="submit">{speech.t("show")}</button>
      </form>
      {q && (
        <>
          <Curve steps={series.value?.steps ?? []} />
          <div class="columns">
            <section>
              <h2>{speech.t("acts")}</h2>
              {pages.loaded && !pages.error ? <Acts acts={pages.acts} /> : <Pending error={pages.error} />}
              <More more={pages.more} />
              <ExportActs acts={pages.acts} />
            </section>
            <aside>
              <h2>{speech.t("partners")}</h2>
              <ul class="tally">
                {counts.value?.pairs.map((t) => {
                  const [a = "", b = ""] = t.of.split("|");
                  return <li key={t.of}><Go href={to("/pair", { a, b })}><bdi>{speech.code(a)}</bdi> – <bdi>{speech.code(b)}</bdi></Go> <span>{speech.number(t.acts)}</span></li>;
                })}
              </ul>
              <h2>{speech.t("byType")}</h2>
              <ul class="tally">
                {counts.value?.types.map((t) => <li key={t.of}><Go href={to("/", { actor: q, type: t.of })}>{speech.term(t.of)}</Go> <span>{speech.number(t.acts)}</span></li>)}
              </ul>
              <h2>{speech.t("offices")}</h2>
              <ul class="tally">
                {offices.value?.offices.map((o, i) => (
                  <li key={i}>
                    <span><Quote>{o.name}</Quote>{o.office && <span class="quiet"> ({o.office})</span>}</span>
                    <span class="quiet">{year(o.from)}{o.to && year(o.to) !== year(o.from) && `–${year(o.to)}`}</span>
                  </li>
                ))}
              </ul>
            </aside>
          </div>
        </>
      )}
    </>
  );
}

export function PairView() {
  const { speech, query, go } = useShell();
  const [a, b, step] = [query.get("a") ?? "", query.get("b") ?? "", query.get("step") ?? "month"];
  const asked = new URLSearchParams([["actor", a], ["actor", b]]);
  const pages = usePages(asked.toString());
  const series = useLoaded(() => ask<{ steps: Step[] }>("series", new URLSearchParams([...asked, ["step", step]])), [asked.toString(), step]);
  return (
    <>
      <h1>{a && b ? <><bdi>{speech.code(a)}</bdi> – <bdi>{speech.code(b)}</bdi></> : speech.t("pair")}</h1>
      <form
        class="filters"
        role="search"
        onSubmit={(e) => {
          e.preventDefault();
          go(`/pair?${new URLSearchParams([...new FormData(e.currentTarget)] as [string, string][])}`);
        }}
      >
        <label>{speech.t("party")}<input name="a" value={a} required dir="auto" /></label>
        <label>{speech.t("other")}<input name="b" value={b} required dir="auto" /></label>
        <label>
          {speech.t("step")}
          <select name="step">
            {(["day", "week", "month"] as const).map((s) => <option key={s} value={s} selected={s === step}>{speech.t(s)}</option>)}
          </select>
        </label>
        <button type="submit">{speech.t("show")}</button>
      </form>
      {a && b && (
        <>
          {series.error ? <Pending error={series.error} /> : <Curve steps={series.value?.steps ?? []} />}
          {pages.loaded && !pages.error ? <Acts acts={pages.acts} /> : <Pending error={pages.error} />}
          <More more={pages.more} />
          <ExportActs acts={pages.acts} />
        </>
      )}
    </>
  );
}

/** Days from one ISO date to another. */
const daysBetween = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);

function DeadlineNote(props: { days: [string, string]; today: string }) {
  const { speech } = useShell();
  const left = daysBetween(props.today, props.days[1]);
  return (
    <span>
      {speech.range(...props.days)} <span class="quiet">({left >= 0 ? speech.t("daysLeft", left) : speech.t("daysPast", -left)})</span>
    </span>
  );
}

export function Tracks() {
  const { speech, query } = useShell();
  const today = query.get("today") ?? new Date().toISOString().slice(0, 10);
  const { value, error } = useLoaded(() => ask<{ tracks: Track[] }>("tracks", query), [query.toString()]);
  if (!value) return <Pending error={error} />;
  return (
    <>
      <h1>{speech.t("tracks")}</h1>
      {value.tracks.length === 0 && <p>{speech.t("nothing")}</p>}
      <ul class="side">
        {value.tracks.map((track) => (
          <li key={track.id} class="card">
            <h2><Go href={to("/track", { id: track.id, today })}>{track.parties.map((p) => speech.code(p)).join(" – ")}</Go></h2>
            {track.subject && <p><Quote>{track.subject}</Quote></p>}
            <p class="quiet">{speech.term(track.state)} · {speech.t("acts")}: {speech.number(track.acts)} · {speech.range(track.from, track.to)}</p>
            {track.deadline && <p>{speech.t("deadline")}: <DeadlineNote days={track.deadline} today={today} /></p>}
          </li>
        ))}
      </ul>
    </>
  );
}

export function TrackView() {
  const { speech, query } = useShell();
  const today = query.get("today") ?? new Date().toISOString().slice(0, 10);
  const { value: track, error } = useLoaded(() => ask<TrackDetail>("track", { id: query.get("id") ?? "", today }), [query.toString()]);
  if (!track) return <Pending error={error} />;
  return (
    <>
      <h1>{track.parties.map((p) => speech.code(p)).join(" – ")}</h1>
      <dl class="wide">
        {track.subject && (<><dt>{speech.t("subject")}</dt><dd><Quote>{track.subject}</Quote></dd></>)}
        {track.names.length > 0 && (<><dt>{speech.t("names")}</dt><dd>{track.names.map((n) => <><Quote>{n}</Quote> </>)}</dd></>)}
        <dt>{speech.t("state")}</dt><dd>{speech.term(track.state)} ({speech.t("asOf")} {speech.date(today)})</dd>
        {track.next && (<><dt>{speech.t("next")}</dt><dd><Go href={to("/act", { id: track.next })}>{speech.t("openAct")}</Go></dd></>)}
        {track.deadline && (<><dt>{speech.t("deadline")}</dt><dd><DeadlineNote days={track.deadline} today={today} /></dd></>)}
      </dl>
      <h2>{speech.t("acts")}</h2>
      <Acts acts={track.steps} />
      <ExportActs acts={track.steps} />
      {track.statements.length > 0 && (
        <>
          <h2>{speech.t("statements")}</h2>
          <ul class="statements">
            {track.statements.map((s, i) => (
              <li key={i}>
                <span class="quiet"><Quote>{s.speaker}</Quote> · <Go href={to("/article", { id: s.article })}><bdi>{s.outlet ?? s.article}</bdi></Go> · {speech.date(s.published)}</span>
                {s.words && <blockquote><Quote>{s.words}</Quote></blockquote>}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

export function Agenda() {
  const { speech, query, go } = useShell();
  const today = query.get("today") ?? new Date().toISOString().slice(0, 10);
  const shifted = (days: number) => new Date(Date.parse(today) + days * 86_400_000).toISOString().slice(0, 10);
  const [from, until] = [query.get("from") ?? shifted(-30), query.get("to") ?? shifted(60)];
  const { value, error } = useLoaded(() => ask<{ agenda: Due[] }>("agenda", { from, to: until, today }), [from, until, today]);
  const days = new Map<string, Due[]>();
  for (const due of value?.agenda ?? []) days.set(due.start, [...(days.get(due.start) ?? []), due]);
  return (
    <>
      <h1>{speech.t("agenda")}</h1>
      <form class="filters" onSubmit={(e) => (e.preventDefault(), go(`/agenda?${new URLSearchParams([...new FormData(e.currentTarget)] as [string, string][])}`))}>
        <label>{speech.t("from")}<input type="date" name="from" value={from} required /></label>
        <label>{speech.t("to")}<input type="date" name="to" value={until} required /></label>
        <label>{speech.t("asOf")}<input type="date" name="today" value={today} required /></label>
        <button type="submit">{speech.t("show")}</button>
      </form>
      {!value && <Pending error={error} />}
      {value && days.size === 0 && <p>{speech.t("nothing")}</p>}
      <ol class="calendar">
        {[...days].map(([day, list]) => (
          <li key={day}>
            <h2><time dateTime={day}>{speech.date(day)}</time></h2>
            <ul class="acts">
              {list.map((due) => (
                <li key={due.act.id + due.deadline}>
                  <Go href={to("/act", { id: due.act.id })} class="head">
                    <TypeMark type={due.act.type} quad={due.act.quad} />
                    <span class={`status ${due.outcome.replaceAll(" ", "-")}`}>{speech.term(due.outcome)}</span>
                    <span>{speech.t(due.deadline ? "deadline" : "planned")}</span>
                  </Go>
                  <Parties parties={due.act.parties} />
                  <div class="quiet">{due.deadline ? <DeadlineNote days={[due.start, due.end]} today={today} /> : speech.range(due.start, due.end)}</div>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ol>
    </>
  );
}

export function MapView() {
  const { speech, query } = useShell();
  const asked = new URLSearchParams(query);
  asked.set("limit", "500");
  const pages = usePages(asked.toString());
  return (
    <>
      <h1>{speech.t("map")}</h1>
      <Filters path="/map" />
      {pages.error ? <Pending error={pages.error} /> : <WorldMap acts={pages.acts} />}
      <More more={pages.more} />
    </>
  );
}

/** A text with the words that were searched for, cut around the first of them. */
function Found(props: { text: string; spans: { start: number; end: number }[] }) {
  const chars = Array.from(props.text);
  const from = Math.max(0, (props.spans[0]?.start ?? 0) - 120);
  const until = Math.min(chars.length, from + 360);
  const pieces = [];
  let at = from;
  for (const s of props.spans) {
    if (s.start < at || s.end > until) continue;
    pieces.push(chars.slice(at, s.start).join(""), <mark class="found">{chars.slice(s.start, s.end).join("")}</mark>);
    at = s.end;
  }
  pieces.push(chars.slice(at, until).join(""));
  return <p lang="ar" dir="rtl">{from > 0 && "…"}{pieces}{until < chars.length && "…"}</p>;
}

export function SearchView() {
  const { speech, query, go } = useShell();
  const q = query.get("q") ?? "";
  const { value, error } = useLoaded(() => (q ? ask<{ hits: Hit[] }>("search", { q }) : Promise.resolve({ hits: [] })), [q]);
  return (
    <>
      <h1>{speech.t("search")}</h1>
      <form class="filters" role="search" onSubmit={(e) => (e.preventDefault(), go(to("/search", { q: String(new FormData(e.currentTarget).get("q")) })))}>
        <label>
          {speech.t("words")}
          <input name="q" type="search" value={q} dir="auto" />
        </label>
        <button type="submit">{speech.t("search")}</button>
      </form>
      {error && <Pending error={error} />}
      {value && q && value.hits.length === 0 && <p>{speech.t("nothing")}</p>}
      <ul class="acts">
        {value?.hits.map((hit) => (
          <li key={hit.article}>
            <Go href={to("/article", { id: hit.article })} class="head"><Quote>{hit.title ?? hit.article}</Quote></Go>
            <div class="quiet"><bdi>{hit.outlet}</bdi> · {speech.date(hit.published)}</div>
            {hit.text && <Found text={hit.text} spans={hit.spans.filter((s) => s.field === "text")} />}
          </li>
        ))}
      </ul>
    </>
  );
}

export function Method() {
  const { speech } = useShell();
  const about = useLoaded(() => ask<{ holds: Record<string, number>; about: Record<string, string> }>("about"), []);
  const corrections = useLoaded(() => ask<{ corrections: { id: number; kind: "confirm" | "edit" | "reject" | "join" | "split"; who: string; made: string; why: string; key: { article: string } }[] }>("corrections"), []);
  if (!about.value) return <Pending error={about.error} />;
  return (
    <>
      <h1>{speech.t("method")}</h1>
      <p>{speech.t("methodText")}</p>
      <p>{speech.t("licences")}</p>
      <h2>{speech.t("versions")}</h2>
      <dl class="wide">
        {Object.entries(about.value.about).map(([k, v]) => (<><dt>{speech.term(k)}</dt><dd><bdi>{speech.term(v)}</bdi></dd></>))}
      </dl>
      <h2>{speech.t("holds")}</h2>
      <dl class="wide">
        {Object.entries(about.value.holds).map(([k, n]) => (<><dt>{speech.term(k)}</dt><dd>{speech.number(n)}</dd></>))}
      </dl>
      <h2>{speech.t("corrections")}</h2>
      <ul>
        {corrections.value?.corrections.map((c) => (
          <li key={c.id}>
            {speech.date(c.made)}: {speech.t(c.kind)} · <bdi>{c.who}</bdi> · <Go href={to("/article", { id: c.key.article })}><bdi>{c.key.article}</bdi></Go> {c.why && <> · <bdi>{c.why}</bdi></>}
          </li>
        ))}
      </ul>
    </>
  );
}
