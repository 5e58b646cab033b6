import { useRef, useState } from "preact/hooks";
import { useGet, type ActDetail, type FieldView, type Head, type Report } from "../api";
import { useDesk, useVerdicts } from "../desk";
import { Answered, Exports, Notes, Outlet, Place, Sides, StatusTag, Theirs, TypeTag, useKeys, VerdictTag } from "../parts";
import { go, link } from "../place";
import { useReader } from "../reader";
import { FIELDS, SOURCES, STATUSES, TYPES } from "../texts";
import { left } from "./plans";

export function Act({ params, head }: { params: URLSearchParams; head: Head }) {
  const id = params.get("id") ?? "";
  const got = useGet<ActDetail>(`act?${new URLSearchParams({ id })}`);
  return <Answered got={got}>{(act) => <Show act={act} today={head.latest} />}</Answered>;
}

function Show({ act, today }: { act: ActDetail; today: string | null }) {
  const r = useReader();
  const desk = useDesk();
  const [at, setAt] = useState(-1);
  const reports = useRef<HTMLDivElement>(null);
  const here = act.told[at];
  const move = (by: number) => {
    const next = Math.min(Math.max(at + by, 0), act.told.length - 1);
    setAt(next);
    reports.current?.querySelectorAll<HTMLElement>(".card")[next]?.focus();
  };
  const cite = (t: Report) => desk.cite({ ...t, span: t.spans[0] ?? null });
  const { confirm, reject, may } = useVerdicts();
  const open = () => here && go(link("article", { id: here.article, event: here.id }));
  useKeys({
    c: may(here, confirm), x: may(here, reject), e: open, j: () => move(1), k: () => move(-1), o: open,
    y: () => here && cite(here), n: () => document.getElementById("note")?.focus(), z: () => void desk.undo(),
  });
  const split = (event: string) => {
    const others = act.told.map((t) => t.id).filter((id) => id !== event);
    desk.reason(r.t("split"), (why) => void desk.relate("split", event, others, r.t("split"), why));
  };
  const differ = act.fields.filter((f) => f.differs);
  const agree = act.fields.filter((f) => !f.differs && f.values.length > 0);
  return (
    <>
      <h1><TypeTag type={act.type} quad={act.quad} mode={act.mode} /> {r.range(act.start, act.end)} <StatusTag status={act.status} /></h1>
      <p class="lead"><Sides parties={act.parties} /> <Place place={act.place} country={act.country} /></p>
      <p class="hint">{r.t("reportsN", { n: act.reports, m: act.independent })} · {r.t("confidence")} {r.n(act.confidence)}{act.deadline && <> · {r.t("deadline")} {r.range(act.deadline[0], act.deadline[1])}{today && <> ({left(r, today, act.deadline[1])})</>}</>}{act.track && <> · <a href={link("tracks", { id: act.track })}>{r.t("track")}</a></>}</p>
      {differ.length > 0 && <Fields title={r.t("fieldsDiffer")} fields={differ} all={act.told} />}
      {agree.length > 0 && <details open={differ.length === 0}><summary>{r.t("fieldsAgree")}</summary><Fields fields={agree} all={act.told} /></details>}
      {act.history.length > 1 && <><h2>{r.t("history")}</h2><ol class="history">{act.history.map((h) => <li>{r.day(h.published)} <StatusTag status={h.status} /></li>)}</ol></>}
      <h2>{r.t("allReports")}</h2>
      <div class="reports" ref={reports}>
        {act.told.map((t, i) => (
          <section class="card" key={t.id} aria-label={t.id} tabIndex={0} onFocus={() => setAt(i)}>
            <p class="line"><Outlet url={t.url} outlet={t.outlet} /> · {r.day(t.published)}{t.copy && <span class="tag">{r.t("copyOf")}</span>}</p>
            {t.words && <blockquote lang="ar" dir="rtl"><Theirs text={t.words} /></blockquote>}
            <p class="line"><TypeTag type={t.type} quad={t.quad} mode={t.mode} /> <StatusTag status={t.status} /> {r.range(t.start, t.end)} {t.verdict && <VerdictTag verdict={t.verdict} />}</p>
            <p class="line"><Sides parties={t.parties} /> <Place place={t.place} country={t.country} /></p>
            <p class="hint">{r.t("says")}: {t.source_kind ? r.word(SOURCES, t.source_kind) : r.t("outletItself")}{t.reprints.length > 0 && <> · {r.t("reprints")}: {t.reprints.map(([id, o]) => <Theirs text={o ?? id} />)}</>}</p>
            <p class="row tools"><a class="button quiet" href={link("article", { id: t.article, event: t.id })}>{r.t("article")}</a>
              <button type="button" class="quiet" onClick={() => cite(t)}>{r.t("cite")}</button>
              {desk.editor && act.told.length > 1 && <button type="button" class="quiet" onClick={() => split(t.id)}>{r.t("split")}</button>}
              {desk.editor && <><button type="button" class="quiet" onClick={() => confirm(t)}>{r.t("confirm")}</button><button type="button" class="quiet" onClick={() => reject(t)}>{r.t("reject")}</button></>}</p>
          </section>
        ))}
      </div>
      <Exports filter={new URLSearchParams({ act: act.id })} />
      <Notes kind="act" subject={act.id} />
    </>
  );
}

function Fields({ title, fields, all }: { title?: string; fields: FieldView[]; all: ActDetail["told"] }) {
  const r = useReader();
  const value = (field: string, { value: v, reports }: FieldView["values"][number]) => {
    const told = all.find((t) => reports.includes(t.id) || reports.includes(`${t.article}#${t.id}`));
    switch (field) {
      // Linking compares places by number and groups by a word of their name; people read what a report calls them.
      case "place": return told?.place ?? v;
      case "type": return r.word(TYPES, v);
      case "status": return r.word(STATUSES, v);
      case "source": return r.word(SOURCES, v);
      case "actor": case "recipient": { const [code = v, name] = v.split(":"); const party = name ? told?.parties.find((p) => p.code === code) : undefined; return party ? r.name(party).text : r.code(code); }
      case "date": { const [start = v, end = start] = v.split("/"); return r.range(start, end); }
      default: return /^\d+$/.test(v) ? r.n(Number(v)) : v;
    }
  };
  return (
    <>
      {title && <h2>{title}</h2>}
      <div class="scroll" tabIndex={0} role="region" aria-label={title ?? r.t("fieldsAgree")}><table>
        <thead><tr><th scope="col">{r.t("field")}</th><th scope="col">{r.t("value")}</th><th scope="col" class="number">{r.t("support")}</th></tr></thead>
        <tbody>{fields.flatMap((f) => f.values.map((v, i) => <tr class={i > 0 ? "more" : ""}>{i === 0 && <th scope="rowgroup" rowSpan={f.values.length}>{r.word(FIELDS, f.field)}</th>}<td><Theirs text={value(f.field, v)} /></td><td class="number">{r.n(v.independent)}</td></tr>))}</tbody>
      </table></div>
    </>
  );
}
