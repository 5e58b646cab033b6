import { useGet, type ArticleSummary, type Audited, type Correction, type Head, type Hit } from "../api";
import { useDesk } from "../desk";
import { Answered, Empty, Exports, Theirs, usePages } from "../parts";
import { go, link } from "../place";
import { plain, useReader } from "../reader";
import { AUDITED, CHANGED, CHANGED_TO, FIGURES, STATS, TYPES } from "../texts";

/** Characters shown on either side of the first word that was found. */
const AROUND = 90;

/** Articles that a search shows. */
const MOST = 50;

export function Search({ params }: { params: URLSearchParams }) {
  const r = useReader();
  const q = params.get("q") ?? "";
  const got = useGet<Hit[]>(q ? `search?${new URLSearchParams({ q, limit: String(MOST) })}` : null);
  const ask = (e: SubmitEvent) => { e.preventDefault(); go(link("search", { q: String(new FormData(e.currentTarget as HTMLFormElement).get("q") ?? "").trim() })); };
  return (
    <>
      <h1>{r.t("search")}</h1>
      <form class="ask" role="search" key={q} onSubmit={ask}><label class="grow">{r.t("words")} <input id="q" type="search" name="q" defaultValue={q} dir="auto" required /></label><button type="submit">{r.t("search")}</button></form>
      <p class="hint">{r.t("searchHint")}</p>
      {q ? <Answered got={got}>{(hits) => hits.length === 0 ? <Empty /> : <><p>{r.t(hits.length < MOST ? "results" : "resultsFirst", { n: hits.length })}</p><ol class="acts">{hits.map((h) => (
        <li class="act"><div>
          <p class="line"><a href={link("article", { id: h.article })}><Theirs text={h.title || h.article} lang="ar" /></a></p>
          <p class="found" lang="ar" dir="rtl">{around(h)}</p>
          <p class="hint">{h.outlet && <Theirs text={h.outlet} />} · {r.day(h.published)}</p>
        </div></li>
      ))}</ol><Exports filter={new URLSearchParams({ text: q })} /></>}</Answered> : <Latest />}
    </>
  );
}

function Latest() {
  const r = useReader();
  const { first, items, next, load } = usePages<ArticleSummary>("articles");
  return <section aria-labelledby="articles"><h2 id="articles">{r.t("articles")}</h2><Answered got={first}>{() => <ol class="acts">{items.map((a) => <li class="act"><div><p class="line"><a href={link("article", { id: a.id })}><Theirs text={a.title || a.id} lang="ar" /></a></p><p class="hint">{a.outlet && <Theirs text={a.outlet} />} · {r.day(a.published)}</p></div></li>)}</ol>}</Answered>{next && <button type="button" class="quiet" onClick={load}>{r.t("more")}</button>}</section>;
}

function around(h: Hit) {
  const first = h.spans.find((s) => s.field === "text") ?? h.spans[0];
  const whole = first?.field === "title" ? h.title : h.text;
  if (!first || !whole) return null;
  const chars = Array.from(plain(whole));
  // Words are not cut in two.
  let from = Math.max(0, first.start - AROUND);
  while (from > 0 && chars[from - 1]?.trim()) from -= 1;
  let to = Math.min(chars.length, first.end + AROUND);
  while (to < chars.length && chars[to]?.trim()) to += 1;
  const out: preact.ComponentChildren[] = [from > 0 ? "… " : ""];
  let at = from;
  for (const s of h.spans.filter((s) => s.field === first.field && s.start >= from && s.end <= to)) {
    out.push(chars.slice(at, s.start).join(""), <mark>{chars.slice(s.start, s.end).join("")}</mark>);
    at = s.end;
  }
  out.push(chars.slice(at, to).join(""), to < chars.length ? " …" : "");
  return out;
}

/** Articles of the development set (docs/accuracy.md). */
const DEVELOPMENT = 64;

export function Method() {
  const r = useReader();
  const got = useGet<Head>("method");
  return (
    <>
      <h1>{r.t("method")}</h1>
      <h2>{r.t("howTo")}</h2>
      <p class="prose">{r.t("methodText")}</p>
      <p class="prose">{r.t("noNetwork")} <a href="/api/v1/openapi.json" target="_blank">{r.t("apiLink")}</a></p>
      <Answered got={got}>{(m) => (
        <>
          {m.accuracy && m.accuracy.length > 0 && <><h2>{r.t("accuracy")}</h2><p class="hint">{r.t("accuracyHint", { n: DEVELOPMENT })}</p>
            <div class="scroll" tabIndex={0} role="region" aria-label={r.t("accuracy")}><table><thead><tr>{m.accuracy.map(([k]) => <th scope="col" class="number">{r.word(FIGURES, k)}</th>)}</tr></thead><tbody><tr>{m.accuracy.map(([, v]) => <td class="number">{r.n(Number(v))}</td>)}</tr></tbody></table></div></>}
          <h2>{r.t("holds")}</h2>
          <dl class="stats">{(m.stats ?? []).map(([k, n]) => <><dt>{STATS[k] ? r.word(STATS, k) : <>{r.t("type")}: {r.word(TYPES, k)}</>}</dt><dd>{r.n(n)}</dd></>)}</dl>
          <p>{r.t("version")} <bdi>{m.version}</bdi> · {r.t("schema")} <bdi>{m.schema}</bdi></p>
        </>
      )}</Answered>
      <h2>{r.t("licences")}</h2>
      <p class="prose">{r.t("licencesText")}</p>
      <p><a href="/licences/packages.md" target="_blank">{r.t("licencesAll")}</a></p>
    </>
  );
}

/** What a line of the log says beside who and when; a log-in has nothing more. */
interface Detail { correction?: number; kind?: string; other?: string | null; change?: [string, string][] | Record<string, string>; why?: string }

export function Changes() {
  const r = useReader();
  const desk = useDesk();
  const got = useGet<Audited[]>("audit?limit=200");
  const standing = new Set((useGet<Correction[]>("corrections").data ?? []).map((c) => c.id));
  const detail = (a: Audited): Detail => { try { return (JSON.parse(a.detail) as Detail | null) ?? {}; } catch { return {}; } };
  return (
    <>
      <h1>{r.t("changes")}</h1>
      <Answered got={got}>{(all) => all.length === 0 ? <p class="empty">{r.t("noChanges")}</p> : <div class="scroll" tabIndex={0} role="region" aria-label={r.t("changes")}><table><thead><tr><th scope="col">{r.t("when")}</th><th scope="col">{r.t("whoDid")}</th><th scope="col">{r.t("what")}</th><th scope="col">{r.t("subjectOf")}</th><th scope="col">{r.t("why")}</th>{desk.editor && <td />}</tr></thead>
        <tbody>{all.map((a) => {
          const d = detail(a);
          const changed = Object.entries(Array.isArray(d.change) ? Object.fromEntries(d.change) : d.change ?? {});
          return (
            <tr>
              <td>{r.day(a.at)} <bdi>{r.clock(a.at)}</bdi></td><td><Theirs text={a.who} /></td>
              <td>{r.word(AUDITED, a.what)}{d.kind && <> ({r.word(AUDITED, d.kind)})</>}{changed.map(([field, value]) => <p class="code">{r.word(CHANGED, field)}: <Theirs text={r.word(CHANGED_TO[field] ?? {}, value) || "–"} /></p>)}</td>
              <td><Subject id={a.subject} what={a.what} />{d.other && <> · <Subject id={d.other} what={a.what} /></>}</td>
              <td>{d.why && <Theirs text={d.why} />}</td>
              {desk.editor && <td>{a.what !== "undo" && d.correction !== undefined && standing.has(d.correction) && <button type="button" class="quiet" onClick={() => void desk.retract(d.correction!)}>{r.t("undo")}</button>}</td>}
            </tr>
          );
        })}</tbody></table></div>}</Answered>
    </>
  );
}

/** A record in its article, or the act that it tells where the note is on that. */
function Subject({ id, what }: { id: string; what: string }) {
  const r = useReader();
  const at = id.lastIndexOf("#");
  if (what === "note" || at < 0) return at < 0 ? <Theirs text={AUDITED[id] ? r.word(AUDITED, id) : id} /> : <a href={link("act", { id })}><Theirs text={id} /></a>;
  return <a href={link("article", { id: id.slice(0, at), event: id })}><Theirs text={id} /></a>;
}
