import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { useGet, type Article as Data, type Aside, type RecordActor, type RecordEvent, type Span } from "../api";
import { useDesk, useVerdicts, type Cited, type Editable } from "../desk";
import { Answered, Exports, Named, Notes, Office, Outlet, PartyName, Place, StatusTag, Theirs, TypeTag, useKeys, VerdictTag } from "../parts";
import { link } from "../place";
import { plain, useReader } from "../reader";
import { ASIDE, TYPES, type Key } from "../texts";

const ROLES = ["trigger", "actor", "recipient", "other", "source", "date", "place", "topic", "deadline", "statement"] as const;
type Role = (typeof ROLES)[number] | "aside";
const LABEL: Record<Role, Key> = {
  aside: "setAside",
  trigger: "roleTrigger", actor: "roleActor", recipient: "roleRecipient", other: "roleOther", source: "roleSource", date: "roleDate",
  place: "rolePlace", topic: "roleTopic", deadline: "roleDeadline", statement: "roleStatement",
};
interface Mark extends Span { role: Role; of: string; title: string }

/** Every span of the record with its role and what it belongs to. */
function marks(data: Data, label: (role: Role, more?: string) => string): Mark[] {
  const out: Mark[] = [];
  if (!data.record) return out;
  const actors = new Map(data.record.actors.map((a) => [a.id, a]));
  for (const e of data.record.events) {
    const add = (role: Role, span: Span, more?: string) => out.push({ ...span, role, of: e.id, title: label(role, more) });
    for (const m of e.mentions) add("trigger", m);
    const party = (role: Role, id: string) => {
      const all = actors.get(id)?.mentions ?? [];
      // Where it stands beside the act; else where it is first named.
      const near = all.filter((s) => e.mentions.some((m) => m.field === s.field && s.start >= m.sentence[0] && s.end <= m.sentence[1]));
      for (const s of near.length > 0 ? near : all.slice(0, 1)) add(role, s, actors.get(id)?.name);
    };
    for (const p of e.actors) party("actor", p.actor);
    for (const p of e.recipients) party("recipient", p.actor);
    for (const p of e.others) party("other", p.actor);
    if (e.reported_by) party("source", e.reported_by.actor);
    if (e.date) add("date", e.date.text);
    if (e.place) add("place", e.place.text);
    for (const t of e.topics) add("topic", t.text);
    if (e.deadline) add("deadline", e.deadline.text);
  }
  data.record.statements.forEach((s, i) => out.push({ ...s.span, role: "statement", of: `s${i}`, title: label("statement", actors.get(s.speaker)?.name) }));
  return out;
}

function Marked({ text, all, lit, light, cls }: { text: string; all: Mark[]; lit: string | null; light: (of: string | null) => void; cls: string }) {
  const pieces = useMemo(() => {
    const chars = Array.from(plain(text));
    const fit = all.filter((m) => m.start < m.end && m.end <= chars.length);
    const cuts = [...new Set([0, chars.length, ...fit.flatMap((m) => [m.start, m.end])])].sort((a, b) => a - b);
    return cuts.slice(0, -1).map((from, i) => ({ text: chars.slice(from, cuts[i + 1]).join(""), on: fit.filter((m) => m.start <= from && m.end >= (cuts[i + 1] ?? 0)) }));
  }, [text, all]);
  return (
    <div class={cls} lang="ar" dir="rtl" onMouseLeave={() => light(null)}>
      {pieces.map((p) => {
        if (p.on.length === 0) return p.text;
        // The lit record's own role is shown where several records mark the same words.
        const coloured = p.on.filter((m) => m.role !== "statement" && m.role !== "aside");
        const own = coloured.filter((m) => m.of === lit);
        const shown = (own.length > 0 ? own : coloured)[0];
        const said = p.on.some((m) => m.role === "statement");
        const event = p.on.find((m) => m.role === "trigger") ?? p.on[0];
        const classes = [shown ? `m ${shown.role}` : "", said ? "said-span" : "", p.on.some((m) => m.of === lit) ? "lit" : ""].filter(Boolean).join(" ");
        return <span class={classes} title={p.on.map((m) => m.title).filter((t, i, a) => a.indexOf(t) === i).join("\n")} data-of={p.on.map((m) => m.of).join(" ")} onMouseEnter={() => light(event?.of ?? null)}>{p.text}</span>;
      })}
    </div>
  );
}

export function Article({ params }: { params: URLSearchParams }) {
  const id = params.get("id") ?? "";
  const got = useGet<Data>(`article?${new URLSearchParams({ id })}`);
  return <Answered got={got}>{(data) => <Read data={data} first={params.get("event")} />}</Answered>;
}

function Read({ data, first }: { data: Data; first: string | null }) {
  const r = useReader();
  const desk = useDesk();
  const [lit, light] = useState<string | null>(first);
  const cards = useRef<HTMLDivElement>(null);
  // An address that names a record leads to it.
  useEffect(() => { if (first) cards.current?.querySelector(`[data-event="${CSS.escape(first)}"]`)?.scrollIntoView({ block: "nearest" }); }, [first]);
  const words = useGet<Aside[]>(`aside?${new URLSearchParams({ id: data.id })}`).data ?? NO_WORDS;
  const all = useMemo(() => {
    const label = (role: Role, more?: string) => (more ? `${r.t(LABEL[role])}: ${plain(more)}` : r.t(LABEL[role]));
    const set: Mark[] = words.map((w, i) => ({ field: w.field, start: w.start, end: w.end, role: "aside", of: `w${i}`, title: label("aside", r.word(ASIDE, w.why)) }));
    return [...marks(data, label), ...set];
  }, [data, words, r]);
  const events = data.record?.events ?? [];
  const actors = new Map((data.record?.actors ?? []).map((a) => [a.id, a]));
  const rejected = (e: RecordEvent) => data.told[e.id]?.verdict === "rejected";
  const main = events.filter((e) => !rejected(e) && !e.background);
  const aside = events.filter((e) => rejected(e) || e.background);
  const order = [...main, ...aside];
  const at = order.findIndex((e) => e.id === lit);
  const here = order[at];
  const move = (by: number) => {
    const next = order[Math.min(Math.max(at + by, 0), order.length - 1)];
    if (!next) return;
    light(next.id);
    cards.current?.querySelector<HTMLElement>(`[data-event="${CSS.escape(next.id)}"]`)?.focus();
  };
  const cited = (e: RecordEvent): Cited => {
    const m = e.mentions[0];
    const whole = m?.field === "title" ? data.title : data.text;
    return { id: e.id, title: data.title, outlet: data.outlet, published: data.published, url: data.url, words: m && whole ? Array.from(whole).slice(...m.sentence).join("") : null, span: m ?? null };
  };
  const editable = (e: RecordEvent): Editable => ({
    id: e.id, type: e.type, status: e.status, background: e.background, date: e.date ? (e.date.start === e.date.end ? e.date.start : `${e.date.start}..${e.date.end}`) : "",
    place: e.place?.name ?? "", country: e.place?.country ?? "", actors: e.actors.map((p) => p.actor).join(","), recipients: e.recipients.map((p) => p.actor).join(","),
    names: (data.record?.actors ?? []).map((a) => ({ id: a.id, name: a.name })),
  });
  const { confirm, reject, may } = useVerdicts();
  useKeys({
    j: () => move(1), k: () => move(-1), c: may(here, confirm), e: may(here, (e) => desk.edit(editable(e))), x: may(here, reject),
    z: () => void desk.undo(), y: () => here && desk.cite(cited(here)), n: () => document.getElementById("note")?.focus(),
  });
  const card = (e: RecordEvent, why?: string) => (
    <Card key={e.id} e={e} actors={actors} told={data.told[e.id]} lit={lit === e.id} light={light} {...(why ? { why } : {})}>
      {desk.editor && <><button type="button" class="quiet" onClick={() => confirm(e)}>{r.t("confirm")}</button><button type="button" class="quiet" onClick={() => desk.edit(editable(e))}>{r.t("edit")}</button><button type="button" class="quiet" onClick={() => reject(e)}>{r.t("reject")}</button></>}
      <button type="button" class="quiet" onClick={() => desk.cite(cited(e))}>{r.t("cite")}</button>
      {data.told[e.id]?.act && <a class="button quiet" href={link("act", { id: data.told[e.id]?.act ?? "" })}>{r.t("act")}</a>}
    </Card>
  );
  const whyAside = (e: RecordEvent) => {
    const c = data.corrections.filter((x) => x.kind === "reject" && x.seen.event.id === e.id).at(-1);
    return rejected(e) ? r.t("asideRejected", { who: plain(c?.who ?? "?"), why: plain(c?.why || "–") }) : r.t("asideHistory");
  };
  const used = new Set(all.map((m) => m.role));
  return (
    <article>
      <h1 class="headline" {...(data.title ? { lang: "ar", dir: "rtl" } : {})}>{data.title ? <Marked text={data.title} all={all.filter((m) => m.field === "title")} lit={lit} light={light} cls="title" /> : <bdi>{plain(data.id)}</bdi>}</h1>
      <p class="hint"><Outlet url={data.url} outlet={data.outlet} /> · {r.day(data.published)} · <bdi class="id">{plain(data.id)}</bdi></p>
      {data.reprint_of && <p>{r.t("asideReprint", { id: "" })}<a href={link("article", { id: data.reprint_of })}><bdi>{plain(data.reprint_of)}</bdi></a></p>}
      <div class="columns read">
        <section aria-label={r.t("article")}>
          <p class="legend" aria-label={r.t("legend")}>{ROLES.filter((x) => used.has(x)).map((x) => <span class={x === "statement" ? "said-span" : `m ${x}`}>{r.t(LABEL[x])}</span>)}</p>
          {data.text ? <Marked text={data.text} all={all.filter((m) => m.field === "text")} lit={lit} light={light} cls="text" /> : <p class="empty">{r.t("noText")}</p>}
          {data.record && data.record.statements.length > 0 && <section aria-labelledby="statements"><h2 id="statements">{r.t("statements")}</h2>
            <ul class="plain">{data.record.statements.map((s, i) => {
              const whole = s.span.field === "title" ? data.title : data.text;
              const who = actors.get(s.speaker);
              return <li class={lit === `s${i}` ? "lit" : ""} tabIndex={0} onMouseEnter={() => light(`s${i}`)} onMouseLeave={() => light(null)} onFocus={() => light(`s${i}`)}>
                <p>{r.t("saidBy", { who: "" })}<Named of={who ?? { name: "?" }} />{s.anonymous && <span class="tag">{r.t("anonymous")}</span>}{s.quote && <span class="tag">{r.t("quote")}</span>}</p>
                {whole && <blockquote lang="ar" dir="rtl">{plain(Array.from(whole).slice(s.span.start, s.span.end).join(""))}</blockquote>}
              </li>;
            })}</ul></section>}
        </section>
        <section aria-labelledby="records" ref={cards}>
          <h2 id="records">{r.t("records")}</h2>
          {main.length === 0 && <p class="empty">{r.t("noEvents")}</p>}
          {main.map((e) => card(e))}
          <h2>{r.t("setAside")}</h2>
          <p class="hint">{aside.length + words.length > 0 ? r.t("setAsideHint") : r.t("asideNone")}</p>
          {aside.map((e) => card(e, whyAside(e)))}
          {words.length > 0 && <><h3>{r.t("asideWords")}</h3><ul class="plain aside-words">{words.map((w, i) => {
            const whole = Array.from((w.field === "title" ? data.title : data.text) ?? "");
            return <li class={lit === `w${i}` ? "lit" : ""} tabIndex={0} onMouseEnter={() => light(`w${i}`)} onMouseLeave={() => light(null)} onFocus={() => light(`w${i}`)}>
              <Theirs text={whole.slice(w.start, w.end).join("")} lang="ar" /> <span class="tag">{r.word(TYPES, w.type)}</span> <span class="why">{r.word(ASIDE, w.why)}</span>
            </li>;
          })}</ul></>}
          {data.reprints.length > 0 && <><h2>{r.t("reprints")}</h2><ul class="plain">{data.reprints.map((p) => <li><Outlet url={p.url} outlet={p.outlet ?? p.id} /> · {r.day(p.published)}</li>)}</ul></>}
        </section>
      </div>
      <Exports filter={new URLSearchParams({ article: data.id })} />
      <Notes kind="article" subject={data.id} />
    </article>
  );
}

const NO_WORDS: Aside[] = [];

function Card({ e, actors, told, lit, light, why, children }: { e: RecordEvent; actors: Map<string, RecordActor>; told: { verdict: string | null } | undefined; lit: boolean; light: (of: string | null) => void; why?: string; children: preact.ComponentChildren }) {
  const r = useReader();
  const names = (ids: { actor: string }[]) => ids.map((p, i) => { const a = actors.get(p.actor); return a && <>{i > 0 && " · "}<PartyName party={a} />{a.office && <span class="code"> <Office office={a.office} /></span>}</>; });
  const source = e.reported_by && actors.get(e.reported_by.actor);
  const m = e.magnitude;
  return (
    <div class={`card${lit ? " lit" : ""}${why ? " aside" : ""}`} tabIndex={0} role="group" aria-label={`${r.t("recordId")} ${e.id}`} data-event={e.id} onMouseEnter={() => light(e.id)} onFocus={() => light(e.id)}>
      <p class="line"><TypeTag type={e.type} mode={e.mode} /> <StatusTag status={e.status} /> {told?.verdict && <VerdictTag verdict={told.verdict} />}</p>
      {why && <p class="why">{why}</p>}
      <dl>
        {e.actors.length > 0 && <><dt class="m actor">{r.t("roleActor")}</dt><dd>{names(e.actors)}</dd></>}
        {e.recipients.length > 0 && <><dt class="m recipient">{r.t("roleRecipient")}</dt><dd>{names(e.recipients)}</dd></>}
        {e.others.length > 0 && <><dt class="m other">{r.t("roleOther")}</dt><dd>{names(e.others)}</dd></>}
        {e.date && <><dt class="m date">{r.t("roleDate")}</dt><dd>{r.range(e.date.start, e.date.end)}</dd></>}
        {e.place && <><dt class="m place">{r.t("rolePlace")}</dt><dd><Place place={e.place.name} country={e.place.country} /></dd></>}
        {e.topics.length > 0 && <><dt class="m topic">{r.t("roleTopic")}</dt><dd>{e.topics.map((t, i) => <>{i > 0 && " · "}<Theirs text={t.label} lang="ar" /></>)}</dd></>}
        {e.deadline && <><dt class="m deadline">{r.t("roleDeadline")}</dt><dd>{r.range(e.deadline.start, e.deadline.end)}</dd></>}
        {(m.killed ?? m.injured ?? m.detained ?? m.crowd ?? m.amount) != null && <><dt>{r.t("value")}</dt><dd>{[m.killed, m.injured, m.detained, m.crowd].filter((n) => n != null).map((n) => r.n(n as number)).join(" · ")} {m.amount && <Theirs text={m.amount} />}</dd></>}
        <dt class="m source">{r.t("roleSource")}</dt><dd>{source ? <Named of={source} /> : r.t("outletItself")}</dd>
        <dt>{r.t("confidence")}</dt><dd>{r.n(Math.round(e.confidence * 100) / 100)} · <span class="code" dir="ltr">CAMEO {e.cameo}</span></dd>
      </dl>
      <p class="row tools">{children}</p>
    </div>
  );
}
