// What is done at the desk from any view: corrections, taking them back, citations, messages.

import { createContext, type ComponentChildren } from "preact";
import { useContext, useLayoutEffect, useRef, useState } from "preact/hooks";
import { change, changed, type Session } from "./api";
import { wrong } from "./parts";
import { plain, useReader } from "./reader";
import { STATUSES, TYPES } from "./texts";

export interface Cited { id: string; title: string | null; outlet: string | null; published: string | null; url: string | null; words: string | null; span: { field: string; start: number; end: number } | null }
export interface Editable { id: string; type: string; status: string; background: boolean; date: string; place: string; country: string; actors: string; recipients: string; names: { id: string; name: string }[] }

export interface Desk {
  session: Session;
  editor: boolean;
  correct: (kind: string, event: string, what: string, more?: { other?: string; change?: Record<string, string>; why?: string }) => Promise<void>;
  /** Joins, or splits, one event with each of others. */
  relate: (kind: "join" | "split", event: string, others: string[], what: string, why: string) => Promise<void>;
  undo: () => Promise<void>;
  /** Takes any correction back, also one of another day. */
  retract: (id: number) => Promise<void>;
  say: (text: string, wrong?: boolean) => void;
  cite: (c: Cited) => void;
  edit: (e: Editable) => void;
  reason: (label: string, then: (why: string) => void) => void;
}

export const DeskContext = createContext<Desk>(null as never);
export const useDesk = () => useContext(DeskContext);

/** Confirming and rejecting a record, and what a key may do with the one chosen: nothing for whoever may only read. */
export function useVerdicts() {
  const r = useReader();
  const desk = useDesk();
  return {
    confirm: (of: { id: string }) => void desk.correct("confirm", of.id, r.t("confirm")),
    reject: (of: { id: string }) => desk.reason(r.t("reject"), (why) => void desk.correct("reject", of.id, r.t("reject"), { why })),
    may: <T,>(chosen: T | undefined, work: (of: T) => void) => () => { if (!chosen) return; if (desk.editor) work(chosen); else desk.say(r.t("readerOnly"), true); },
  };
}

/** A dialog over the page; Escape closes it and the focus returns. */
export function Dialog({ title, close, children }: { title: string; close: () => void; children: ComponentChildren }) {
  const ref = useRef<HTMLDialogElement>(null);
  const r = useReader();
  // Before the next key can arrive: a dialog that is there but not yet open would not hear Escape.
  useLayoutEffect(() => { const d = ref.current; d?.showModal(); return () => d?.close(); }, []);
  return (
    <dialog ref={ref} aria-label={title} onClose={close} onCancel={close}>
      <header class="row"><h2>{title}</h2><button type="button" class="quiet" onClick={close} aria-label={r.t("close")}>×</button></header>
      {children}
    </dialog>
  );
}

/** The pieces of a citation; those at odd places came from the article. */
function citation(r: ReturnType<typeof useReader>, c: Cited): string[] {
  const out = [""];
  const own = (text: string) => { out[out.length - 1] += text; };
  const theirs = (text: string) => out.push(plain(text), "");
  for (const part of [c.outlet, c.title ? `«${c.title}»` : null, c.published ? r.day(c.published) : null, c.url]) {
    if (!part) continue;
    if (out.length > 1) own(r.rtl ? "، " : ", ");
    theirs(part);
  }
  own(".");
  if (c.words) { own(" "); theirs(`«${c.words.trim()}»`); }
  if (c.span) own(` (${r.t("characters", { a: String(c.span.start), b: String(c.span.end) })})`);
  own(` ${r.t("recordId")}: `);
  theirs(c.id);
  return out;
}

export function DeskProvider({ session, children }: { session: Session; children: ComponentChildren }) {
  const r = useReader();
  const [said, setSaid] = useState<{ text: string; wrong: boolean } | null>(null);
  const [cited, setCited] = useState<Cited | null>(null);
  const [edited, setEdited] = useState<Editable | null>(null);
  const [asked, setAsked] = useState<{ label: string; then: (why: string) => void } | null>(null);
  // Corrections made here, those of one step together.
  const made = useRef<number[][]>([]);
  const timer = useRef(0);
  const say = (text: string, wrong = false) => {
    setSaid({ text, wrong });
    clearTimeout(timer.current);
    timer.current = window.setTimeout(() => setSaid(null), wrong ? 9000 : 5000);
  };
  const editor = session.role === "editor";
  const attempt = async (work: () => Promise<void>) => {
    try { await work(); changed(); } catch (e) { say(wrong(r, e as Error), true); }
  };
  const send = async (kind: string, event: string, more: object) =>
    (await change<{ id: number }>("POST", "corrections", { kind, event, by: r.choice.author || undefined, why: "", ...more })).id;
  const remove = (id: number) => change("DELETE", `corrections/${id}?${new URLSearchParams(r.choice.author ? { by: r.choice.author } : {})}`);
  const desk: Desk = {
    session, editor, say, cite: setCited, edit: setEdited,
    reason: (label, then) => setAsked({ label, then }),
    correct: (kind, event, what, more = {}) => attempt(async () => {
      made.current.push([await send(kind, event, more)]);
      say(r.t("done", { what }));
    }),
    relate: (kind, event, others, what, why) => attempt(async () => {
      const step: number[] = [];
      made.current.push(step);
      for (const other of others) step.push(await send(kind, event, { other, why }));
      say(r.t("done", { what }));
    }),
    undo: () => attempt(async () => {
      const last = made.current.at(-1);
      if (last === undefined) { say(r.t("nothingToUndo")); return; }
      while (last.length > 0) {
        await remove(last.at(-1)!);
        last.pop();
      }
      made.current.pop();
      say(r.t("undone"));
    }),
    retract: (id) => attempt(async () => {
      await remove(id);
      made.current = made.current.map((step) => step.filter((x) => x !== id)).filter((step) => step.length > 0);
      say(r.t("undone"));
    }),
  };
  const pieces = cited ? citation(r, cited) : [];
  const text = pieces.join("");
  return (
    <DeskContext.Provider value={desk}>
      {children}
      <div class="said" role="status" aria-live="polite">{said && <p class={said.wrong ? "wrong" : ""}>{said.text} {!said.wrong && made.current.length > 0 && editor && <button type="button" class="quiet" onClick={() => void desk.undo()}>{r.t("undo")}</button>}</p>}</div>
      {cited && <Dialog title={r.t("citation")} close={() => setCited(null)}>
        <p class="citation">{pieces.map((p, i) => (i % 2 ? <bdi>{p}</bdi> : p))}</p>
        <button type="button" onClick={() => void navigator.clipboard.writeText(text).then(() => { say(r.t("copied")); setCited(null); }, (e: Error) => say(e.message, true))}>{r.t("copy")}</button>
      </Dialog>}
      {asked && <Dialog title={asked.label} close={() => setAsked(null)}>
        <form method="dialog" class="form" onSubmit={(e) => { e.preventDefault(); const why = new FormData(e.currentTarget).get("why"); setAsked(null); asked.then(String(why ?? "")); }}>
          <label>{r.t("why")}<textarea name="why" rows={3} maxLength={2000} autofocus dir="auto" /></label>
          <button type="submit">{asked.label}</button>
        </form>
      </Dialog>}
      {edited && <EditDialog event={edited} close={() => setEdited(null)} desk={desk} />}
    </DeskContext.Provider>
  );
}

function EditDialog({ event, close, desk }: { event: Editable; close: () => void; desk: Desk }) {
  const r = useReader();
  const submit = (e: SubmitEvent) => {
    e.preventDefault();
    const data = new FormData(e.currentTarget as HTMLFormElement);
    const set: Record<string, string> = {};
    for (const name of ["type", "status", "background", "date", "place", "country", "actors", "recipients"] as const) {
      const value = String(data.get(name) ?? "").trim();
      if (value !== String(event[name])) set[name] = value;
    }
    close();
    if (Object.keys(set).length > 0) void desk.correct("edit", event.id, r.t("edit"), { change: set, why: String(data.get("why") ?? "") });
  };
  return (
    <Dialog title={r.t("edit")} close={close}>
      <form class="form two" onSubmit={submit}>
        <label>{r.t("type")}<select name="type" defaultValue={event.type}>{Object.keys(TYPES).map((k) => <option value={k} selected={k === event.type}>{r.word(TYPES, k)}</option>)}</select></label>
        <label>{r.t("status")}<select name="status">{Object.keys(STATUSES).map((k) => <option value={k} selected={k === event.status}>{r.word(STATUSES, k)}</option>)}</select></label>
        <label>{r.t("when")}<input name="date" dir="ltr" defaultValue={event.date} placeholder={r.t("dateHint")} /></label>
        <label>{r.t("background")}<select name="background"><option value="false" selected={!event.background}>{r.t("backgroundNews")}</option><option value="true" selected={event.background}>{r.t("asideHistory")}</option></select></label>
        <label>{r.t("place")}<input name="place" dir="auto" defaultValue={event.place} /></label>
        <label>{r.t("country")}<input name="country" dir="ltr" maxLength={3} defaultValue={event.country} placeholder="OMN" /></label>
        <label>{r.t("roleActor")}<input name="actors" dir="ltr" defaultValue={event.actors} placeholder={r.t("partiesHint")} /></label>
        <label>{r.t("roleRecipient")}<input name="recipients" dir="ltr" defaultValue={event.recipients} placeholder={r.t("partiesHint")} /></label>
        <p class="hint wide">{event.names.map((n, i) => <>{i > 0 && " · "}<bdi>{n.id}</bdi>: <bdi lang="ar">{plain(n.name)}</bdi></>)}</p>
        <label class="wide">{r.t("why")}<textarea name="why" rows={2} maxLength={2000} dir="auto" /></label>
        <p class="hint wide">{r.t("emptyField")}</p>
        <button type="submit">{r.t("save")}</button>
      </form>
    </Dialog>
  );
}
