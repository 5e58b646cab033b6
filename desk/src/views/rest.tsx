import { useGet, type ArticleSummary, type Audited, type Head, type Hit } from "../api";
import { Answered, Empty, Exports, Theirs, usePages } from "../parts";
import { go, link } from "../place";
import { plain, useReader } from "../reader";
import { AUDITED, FIGURES, STATS, TYPES } from "../texts";

/** Characters shown on either side of the first word that was found. */
const AROUND = 90;

export function Search({ params }: { params: URLSearchParams }) {
  const r = useReader();
  const q = params.get("q") ?? "";
  const got = useGet<Hit[]>(q ? `search?${new URLSearchParams({ q, limit: "50" })}` : null);
  const ask = (e: SubmitEvent) => { e.preventDefault(); go(link("search", { q: String(new FormData(e.currentTarget as HTMLFormElement).get("q") ?? "").trim() })); };
  return (
    <>
      <h1>{r.t("search")}</h1>
      <form class="ask" role="search" key={q} onSubmit={ask}><label class="grow">{r.t("words")} <input id="q" type="search" name="q" defaultValue={q} dir="auto" required /></label><button type="submit">{r.t("search")}</button></form>
      <p class="hint">{r.t("searchHint")}</p>
      {q ? <Answered got={got}>{(hits) => hits.length === 0 ? <Empty /> : <><p>{r.t("results", { n: hits.length })}</p><ol class="acts">{hits.map((h) => (
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
          {m.accuracy && m.accuracy.length > 0 && <><h2>{r.t("accuracy")}</h2><p class="hint">{r.t("accuracyHint")}</p>
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

export function Changes() {
  const r = useReader();
  const got = useGet<Audited[]>("audit?limit=200");
  return (
    <>
      <h1>{r.t("changes")}</h1>
      <Answered got={got}>{(all) => all.length === 0 ? <p class="empty">{r.t("noChanges")}</p> : <div class="scroll" tabIndex={0} role="region" aria-label={r.t("changes")}><table><thead><tr><th scope="col">{r.t("when")}</th><th scope="col">{r.t("whoDid")}</th><th scope="col">{r.t("what")}</th><th scope="col">{r.t("subjectOf")}</th></tr></thead>
        <tbody>{all.map((a) => <tr><td>{r.day(a.at)} <bdi dir="ltr">{a.at.slice(11, 16)}</bdi></td><td><Theirs text={a.who} /></td><td>{r.word(AUDITED, a.what)}</td><td>{a.subject.includes("#") ? <a href={link("act", { id: a.subject })}><Theirs text={a.subject} /></a> : <Theirs text={a.subject} />}</td></tr>)}</tbody></table></div>}</Answered>
    </>
  );
}
