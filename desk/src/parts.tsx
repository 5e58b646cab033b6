// Pieces that several views are made of.

import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { change, changed, get, Refused, useGet, type Act, type Got, type Note, type Party } from "./api";
import { useDesk } from "./desk";
import { go, link } from "./place";
import { plain, safe, useReader, type Reader } from "./reader";
import { SOURCES, STATUSES, TYPES, type Key } from "./texts";

/** Text that came from an article: isolated, so that it turns nothing around it. */
export const Theirs = ({ text, lang }: { text: string; lang?: string }) => <bdi lang={lang}>{plain(text)}</bdi>;

const VERDICTS: Record<string, Key> = { confirmed: "verdictConfirmed", edited: "verdictEdited", rejected: "verdictRejected", kept: "verdictKept" };
/** What a person said of a record. */
export const VerdictTag = ({ verdict }: { verdict: string }) => { const r = useReader(); return <span class="tag verdict">{r.t(VERDICTS[verdict] ?? "verdictKept")}</span>; };

/** What somebody is called. */
export function Named({ of }: { of: { name: string; name_en?: string | null } }) {
  const { text, lang } = useReader().name(of);
  return <Theirs text={text} lang={lang} />;
}

/** What went wrong, in the reader's language, and what the server says of it. */
const WRONG: Record<number, Key> = { 400: "wrongQuestion", 403: "wrongAllowed", 404: "wrongMissing", 503: "wrongBusy" };
export function wrong(r: Reader, error: Error): string {
  const key = error instanceof Refused ? WRONG[error.status] ?? (error.status < 500 ? "error" : "wrongServer") : error instanceof TypeError ? "wrongNetwork" : "error";
  return `${r.t(key)}: \u2068${error.message}\u2069`;
}

/** Shows an answer, or that it is under way, or what went wrong. */
export function Answered<T>({ got, children }: { got: Got<T>; children: (data: T) => ComponentChildren }) {
  const r = useReader();
  if (got.error) return <p class="wrong" role="alert">{wrong(r, got.error)} <button type="button" class="quiet" onClick={got.again}>{r.t("retry")}</button></p>;
  if (got.data === undefined) return <p class="hint" aria-busy="true">{r.t("loading")}</p>;
  return <>{children(got.data)}</>;
}

export const Empty = () => { const r = useReader(); return <p class="empty">{r.t("none")} {r.t("noneHint")}</p>; };

const COOPERATIVE = 2;
export function TypeTag({ type, quad, mode }: { type: string; quad?: number; mode?: string | null }) {
  const r = useReader();
  const kind = quad === undefined ? "" : quad <= COOPERATIVE ? " coop" : " conf";
  return <span class={`tag${kind}`} title={mode ? `${type} · ${mode}` : type}>{r.word(TYPES, type)}</span>;
}
export function StatusTag({ status }: { status: string }) {
  const r = useReader();
  return <span class={`tag status ${status}`}>{r.word(STATUSES, status)}</span>;
}

/** The page of a party; a person without Wikidata id is found by name, the rest of those with an office by their state. */
const pageOf = (p: { code: string; office: string | null; wikidata: string | null; name_en?: string | null }) =>
  link("actor", { who: p.wikidata ?? (p.office && p.name_en ? p.name_en : p.code) });

/** A party: its name, and its code in the reader's language. */
export function PartyName({ party }: { party: Pick<Party, "name" | "name_en" | "code" | "office" | "wikidata"> }) {
  const r = useReader();
  const code = r.code(party.code);
  return (
    <span class="party">
      <a href={pageOf(party)}><Named of={party} /></a>
      {r.name(party).text !== code && <span class="code"> <bdi>{code}</bdi></span>}
    </span>
  );
}
const list = (parties: Party[]) => parties.map((p, i) => <>{i > 0 && <span aria-hidden="true"> · </span>}<PartyName party={p} /></>);

export function Sides({ parties }: { parties: Party[] }) {
  const r = useReader();
  const actors = parties.filter((p) => p.side === "actor");
  const recipients = parties.filter((p) => p.side === "recipient");
  return <span class="sides">{list(actors)}{recipients.length > 0 && <><span class="to" aria-label="→"> {r.rtl ? "←" : "→"} </span>{list(recipients)}</>}</span>;
}

export function Office({ office }: { office: string }) {
  const { text, lang } = useReader().office(office);
  return <bdi lang={lang}>{text}</bdi>;
}

export function Place({ place, country }: { place: string | null; country: string | null }) {
  const r = useReader();
  if (!place && !country) return null;
  return <span class="place">{r.t("at")} {place && <Theirs text={place} lang="ar" />}{country && <> <span class="code">{r.code(country)}</span></>}</span>;
}

export function ActRow({ act, chosen, choose, at }: { act: Act; chosen?: boolean; choose?: () => void; at?: boolean }) {
  const r = useReader();
  const ref = useRef<HTMLLIElement>(null);
  useEffect(() => { if (at) ref.current?.scrollIntoView({ block: "nearest" }); }, [at]);
  return (
    <li class={`act${at ? " at" : ""}`} ref={ref} data-act={act.id}>
      {choose && <input type="checkbox" checked={chosen} onChange={choose} aria-label={`${r.t("choose")}: ${r.word(TYPES, act.type)} ${r.range(act.start, act.end)}`} />}
      <div>
        <p class="line"><a class="when" href={link("act", { id: act.id })}>{r.range(act.start, act.end)}</a> <TypeTag type={act.type} quad={act.quad} mode={act.mode} /> <StatusTag status={act.status} /></p>
        <p class="line"><Sides parties={act.parties} /> <Place place={act.place} country={act.country} /></p>
        <p class="hint">{r.t("reportsN", { n: act.reports, m: act.independent })}{act.first?.outlet && <> · {r.t("firstTold")} <Theirs text={act.first.outlet} /></>}</p>
      </div>
    </li>
  );
}

/** The address of an article at its outlet, opened only if it is one of the web. */
export function Outlet({ url, outlet }: { url: string | null; outlet: string | null }) {
  const r = useReader();
  const open = safe(url);
  return (
    <>
      {outlet && <Theirs text={outlet} />}
      {open ? <> <a href={open} target="_blank" rel="noopener noreferrer">{r.t("original")}</a></> : url ? <> <span class="hint">{r.t("unsafeUrl", { url: "" })}<Theirs text={url} /></span></> : null}
    </>
  );
}

const PLAIN = ["country", "place", "from", "to", "track", "text", "background"] as const;
/** Parameters of a view that are a filter of the API. */
export const FILTER = ["actor", "type", "status", "source", ...PLAIN];
export function filterOf(params: URLSearchParams): URLSearchParams {
  const out = new URLSearchParams();
  for (const [name, value] of params) if (FILTER.includes(name) && value) out.append(name, value);
  return out;
}

export function Filters({ page, params }: { page: string; params: URLSearchParams }) {
  const r = useReader();
  const apply = (e: SubmitEvent) => {
    e.preventDefault();
    const out = new URLSearchParams();
    for (const [name, value] of new FormData(e.currentTarget as HTMLFormElement)) {
      for (const v of name === "actor" ? String(value).split("+") : [String(value)]) if (v.trim()) out.append(name, v.trim());
    }
    go(`/${page}?${out}`);
  };
  const used = [...filterOf(params)].length;
  const choice = (name: string, label: string, table: Record<string, [string, string]>) => (
    <label>{label}<select name={name}><option value="">{r.t("any")}</option>{Object.keys(table).map((k) => <option value={k} selected={params.get(name) === k}>{r.word(table, k)}</option>)}</select></label>
  );
  const text = (name: string, label: string, more: Record<string, string> = {}) => <label>{label}<input name={name} dir="auto" defaultValue={params.get(name) ?? ""} {...more} /></label>;
  return (
    <details class="filters" open={used > 0}>
      <summary>{r.t("filters")}{used > 0 && <> ({r.n(used)})</>}</summary>
      <form class="form" key={params.toString()} onSubmit={apply}>
        <label>{r.t("who")}<input name="actor" dir="auto" defaultValue={params.getAll("actor").join(" + ")} placeholder={r.t("whoHint")} /></label>
        {choice("type", r.t("type"), TYPES)}
        {choice("status", r.t("status"), STATUSES)}
        {choice("source", r.t("source"), SOURCES)}
        {text("country", r.t("country"), { placeholder: "OMN", maxLength: "3" })}
        {text("place", r.t("place"))}
        {text("from", r.t("from"), { type: "date" })}
        {text("to", r.t("to"), { type: "date" })}
        {text("track", r.t("track"))}
        {text("text", r.t("words"))}
        <label>{r.t("background")}<select name="background"><option value="">{r.t("any")}</option><option value="false" selected={params.get("background") === "false"}>{r.t("backgroundNo")}</option><option value="true" selected={params.get("background") === "true"}>{r.t("backgroundYes")}</option></select></label>
        <div class="row"><button type="submit">{r.t("apply")}</button> <a class="button quiet" href={`/${page}`}>{r.t("clear")}</a></div>
      </form>
    </details>
  );
}

export function Exports({ filter }: { filter: URLSearchParams }) {
  const r = useReader();
  const to = (format: string) => { const q = new URLSearchParams(filter); q.set("format", format); return `/api/v1/export?${q}`; };
  return <p class="exports">{r.t("export")}: {["csv", "json", "parquet"].map((f) => <> <a class="button quiet" href={to(f)} download={`marsad.${f === "json" ? "jsonl" : f}`}>{f.toUpperCase()}</a></>)}</p>;
}

export function Notes({ kind, subject }: { kind: string; subject: string }) {
  const r = useReader();
  const desk = useDesk();
  const got = useGet<Note[]>(`notes?${new URLSearchParams({ kind, subject })}`);
  const submit = (e: SubmitEvent) => {
    e.preventDefault();
    const form = e.currentTarget as HTMLFormElement;
    const words = String(new FormData(form).get("words") ?? "");
    change("POST", "notes", { kind, subject, words, by: r.choice.author || undefined }).then(() => { form.reset(); changed(); }, (x: Error) => desk.say(wrong(r, x), true));
  };
  return (
    <section aria-labelledby="notes">
      <h2 id="notes">{r.t("notes")}</h2>
      <Answered got={got}>{(notes) => <ul class="plain">{notes.map((n) => <li key={n.id}><p><Theirs text={n.words} /></p><p class="hint"><Theirs text={n.who} /> · {r.day(n.made)}</p></li>)}</ul>}</Answered>
      {desk.editor && <form class="form" onSubmit={submit}><label class="wide">{r.t("noteAdd")}<textarea id="note" name="words" rows={2} required maxLength={2000} dir="auto" /></label><button type="submit">{r.t("save")}</button></form>}
    </section>
  );
}

/** The key as a Latin layout has it: under an Arabic one the same key has another letter. */
function latin(e: KeyboardEvent): string {
  if (/^[\x00-\x7F]+$/.test(e.key)) return e.key;
  if (e.code === "Slash") return e.shiftKey ? "?" : "/";
  return /^Key[A-Z]$/.test(e.code) ? e.code.slice(3).toLowerCase() : e.key;
}

/** Keys of a view; none while somebody writes or a dialog is open. */
export function useKeys(keys: Record<string, () => void>) {
  const held = useRef(keys);
  held.current = keys;
  useEffect(() => {
    const down = (e: KeyboardEvent) => {
      const at = e.target as HTMLElement;
      if (e.ctrlKey || e.metaKey || e.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName) && (at as HTMLInputElement).type !== "checkbox" || document.querySelector("dialog[open]")) return;
      const work = held.current[latin(e)];
      if (work) { e.preventDefault(); work(); }
    };
    addEventListener("keydown", down);
    return () => removeEventListener("keydown", down);
  }, []);
}

/** The act at which the keyboard is, and the keys that go through a list of them. */
export function useMoves(items: Act[]) {
  const [at, setAt] = useState(-1);
  const here = items[at];
  const keys = {
    j: () => setAt(Math.min(at + 1, items.length - 1)),
    k: () => setAt(Math.max(at - 1, 0)),
    o: () => here && go(link("act", { id: here.id })),
  };
  return { at, here, keys };
}

/** A list of pages that grows on demand. */
export function usePages<T>(path: string) {
  const first = useGet<{ items: T[]; next: string | null }>(path);
  const [more, setMore] = useState<{ of: unknown; items: T[]; next: string | null } | null>(null);
  const behind = more && more.of === first.data ? more : null;
  const items = first.data ? [...first.data.items, ...(behind?.items ?? [])] : [];
  const next = behind ? behind.next : first.data?.next ?? null;
  const r = useReader();
  const desk = useDesk();
  const load = () => {
    if (!next) return;
    get<{ items: T[]; next: string | null }>(`${path}${path.includes("?") ? "&" : "?"}after=${encodeURIComponent(next)}`).then(
      (page) => setMore({ of: first.data, items: [...(behind?.items ?? []), ...page.items], next: page.next }),
      (e: Error) => desk.say(wrong(r, e), true),
    );
  };
  return { first, items, next, load };
}
