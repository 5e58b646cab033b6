/** Small pieces that several views use. */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { Act, Party } from "./api";
import { STATUSES, TYPES } from "./i18n";
import { csv, download, outside, to, useShell } from "./shell";

/** A link within the page. */
export function Go(props: { href: string; children: ComponentChildren; class?: string; label?: string; current?: boolean }) {
  const { go } = useShell();
  return (
    <a
      href={props.href}
      class={props.class}
      aria-label={props.label}
      aria-current={props.current ? "page" : undefined}
      onClick={(e) => {
        if (e.metaKey || e.ctrlKey || e.shiftKey || e.button !== 0) return;
        e.preventDefault();
        go(props.href);
      }}
    >
      {props.children}
    </a>
  );
}

/** Words of an article, which run as they like whatever runs around them. */
export const Quote = (props: { children: ComponentChildren; class?: string }) => (
  <bdi lang="ar" class={props.class}>
    {props.children}
  </bdi>
);

export function Outside(props: { url: string | null; children: ComponentChildren }) {
  const url = outside(props.url);
  return url ? (
    <a href={url} rel="noopener noreferrer" target="_blank">
      {props.children}
    </a>
  ) : null;
}

/** What is shown until something is there. */
export function Pending(props: { error?: string }) {
  const { speech } = useShell();
  return props.error ? (
    <p role="alert" class="error">
      {speech.t("failed", props.error)}
    </p>
  ) : (
    <p aria-busy="true">{speech.t("loading")}</p>
  );
}

export const TypeMark = (props: { type: string; quad?: number }) => {
  const { speech } = useShell();
  return (
    <span class={`type quad${props.quad ?? 0}`} title={props.quad ? speech.t(`quad${props.quad}` as "quad1") : undefined}>
      {speech.term(props.type)}
    </span>
  );
};

export function Parties(props: { parties: Party[] }) {
  const { speech } = useShell();
  const side = (side: string) => props.parties.filter((p) => p.side === side);
  const list = (parties: Party[]) =>
    parties.map((p, i) => (
      <>
        {i > 0 && (speech.language === "ar" ? "، " : ", ")}
        <Go href={to("/actor", { q: p.code === "UNK" ? p.name : p.code })}>
          <bdi>{p.code === "UNK" ? p.name : speech.code(p.code)}</bdi>
        </Go>
        {p.office && <span class="quiet"> ({p.office})</span>}
      </>
    ));
  const [actors, recipients] = [side("actor"), side("recipient")];
  if (actors.length + recipients.length === 0) return <span class="quiet">{speech.t("unnamed")}</span>;
  return (
    <span>
      {list(actors)}
      {recipients.length > 0 && (
        <>
          <span class="arrow" aria-hidden="true">
            {speech.dir === "rtl" ? " ← " : " → "}
          </span>
          {list(recipients)}
        </>
      )}
    </span>
  );
}

export function Acts(props: { acts: Act[] }) {
  const { speech } = useShell();
  if (props.acts.length === 0) return <p>{speech.t("nothing")}</p>;
  return (
    <ul class="acts">
      {props.acts.map((act) => (
        <li key={act.id}>
          <Go href={to("/act", { id: act.id })} class="head">
            <TypeMark type={act.type} quad={act.quad} />
            <span class={`status ${act.status}`}>{speech.term(act.status)}</span>
            <time dateTime={act.start ?? undefined}>{speech.range(act.start, act.end)}</time>
          </Go>
          <div>
            <Parties parties={act.parties} />
            {act.place && (
              <span class="quiet">
                {" · "}
                <Quote>{act.place}</Quote>
              </span>
            )}
          </div>
          <div class="quiet">
            {speech.t("reports")}: {speech.number(act.reports)} ({speech.t("independent")}: {speech.number(act.independent)})
            {act.first && (
              <>
                {" · "}
                <Go href={to("/article", { id: act.first.article, event: act.first.event })}>
                  <bdi>{act.first.outlet ?? act.first.article}</bdi>
                </Go>
              </>
            )}
          </div>
        </li>
      ))}
    </ul>
  );
}

/** The filters of `/api/acts`, as a form that changes the address. */
export function Filters(props: { path: string; fixed?: string[] }) {
  const { speech, query, go } = useShell();
  const value = (name: string, n = 0) => query.getAll(name)[n] ?? "";
  const fixed = new Set(props.fixed ?? []);
  const field = (name: string, label: string, kind: "text" | "date" = "text", hint?: string, n = 0) =>
    fixed.has(name) ? null : (
      <label>
        {label}
        {kind === "date" ? <input name={name} type="date" value={value(name)} /> : <input name={name} value={value(name, n)} placeholder={hint} dir="auto" />}
      </label>
    );
  const choice = (name: string, label: string, all: string[]) => (
    <label>
      {label}
      <select name={name}>
        <option value="">{speech.t("any")}</option>
        {all.map((v) => (
          <option key={v} value={v} selected={value(name) === v}>
            {speech.term(v)}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <form
      class="filters"
      role="search"
      aria-label={speech.t("filters")}
      onSubmit={(e) => {
        e.preventDefault();
        const sent = [...new FormData(e.currentTarget)].filter(([, v]) => String(v).trim() !== "");
        const kept = [...query].filter(([name]) => fixed.has(name));
        go(`${props.path}?${new URLSearchParams([...kept, ...(sent as [string, string][])])}`);
      }}
    >
      {field("actor", speech.t("party"), "text", speech.t("partyHint"))}
      {field("actor", speech.t("other"), "text", undefined, 1)}
      {choice("type", speech.t("type"), TYPES)}
      {choice("status", speech.t("status"), STATUSES)}
      {field("from", speech.t("from"), "date")}
      {field("to", speech.t("to"), "date")}
      {field("text", speech.t("words"))}
      <button type="submit">{speech.t("apply")}</button>
      <Go href={props.path} class="button">
        {speech.t("clear")}
      </Go>
    </form>
  );
}

/** Export of what is on the screen. */
export function ExportActs(props: { acts: Act[] }) {
  const { speech } = useShell();
  const side = (act: Act, side: string) => act.parties.filter((p) => p.side === side).map((p) => p.code).join(" ");
  const head = ["id", "type", "status", "start", "end", "actors", "recipients", "place", "country", "reports", "independent", "confidence", "url"];
  const row = (a: Act) => [a.id, a.type, a.status, a.start, a.end, side(a, "actor"), side(a, "recipient"), a.place, a.country, a.reports, a.independent, a.confidence, a.first?.url];
  return (
    <p class="export">
      {speech.t("exportAs")}:{" "}
      <button type="button" onClick={() => download("acts.csv", "text/csv;charset=utf-8", "\uFEFF" + csv([head, ...props.acts.map(row)]))}>
        CSV
      </button>{" "}
      <button type="button" onClick={() => download("acts.json", "application/json", JSON.stringify(props.acts, null, 1))}>
        JSON
      </button>
    </p>
  );
}

/** A citation of words in an article, ready to copy. */
export function Cite(props: { outlet: string | null; title?: string | null; published: string | null; url: string | null; words: string | null }) {
  const { speech, tell } = useShell();
  const [shown, setShown] = useState<string>();
  const text = [
    props.outlet,
    props.title && `«${props.title}»`,
    props.published,
    outside(props.url),
    props.words && `«${props.words.trim()}»`,
  ]
    .filter(Boolean)
    .join(speech.language === "ar" ? "، " : ", ");
  return (
    <>
      <button
        type="button"
        onClick={() => {
          setShown(text);
          navigator.clipboard?.writeText(text).then(() => tell(speech.t("copied")), () => {});
        }}
      >
        {speech.t("cite")}
      </button>
      {shown && (
        <blockquote class="citation">
          <bdi>{shown}</bdi>
        </blockquote>
      )}
    </>
  );
}
