/** The article with its record: spans in colour, corrections by keyboard. */
import { useEffect, useMemo, useState } from "preact/hooks";
import { type Article, ask, correct, type RecordEvent, type Sent, type Span } from "./api";
import { STATUSES, TYPES } from "./i18n";
import { Cite, Go, Outside, Pending, Quote, TypeMark } from "./parts";
import { to, useLoaded, useShell } from "./shell";

type Part = "trigger" | "actor" | "recipient" | "time" | "place" | "source";
const PARTS: Part[] = ["trigger", "actor", "recipient", "time", "place", "source"];

interface Mark extends Span {
  part: Part;
  event: string;
}

/** All that a record says of words. Of a party only the mentions in the sentences that tell the event. */
function marks(article: Article): Mark[] {
  const actors = new Map(article.record.actors.map((a) => [a.id, a]));
  return article.record.events.flatMap((event) => {
    const near = (s: Span) => event.mentions.some((m) => m.field === s.field && m.sentence[0] <= s.start && s.end <= m.sentence[1]);
    const of = (id: string, part: Part): Mark[] =>
      (actors.get(id)?.mentions ?? []).filter(near).map((s) => ({ ...s, part, event: event.id }));
    const one = (s: Span | undefined, part: Part): Mark[] => (s ? [{ ...s, part, event: event.id }] : []);
    return [
      ...event.mentions.map((m): Mark => ({ field: m.field, start: m.start, end: m.end, part: "trigger", event: event.id })),
      ...event.actors.flatMap((p) => of(p.actor, "actor")),
      ...event.recipients.flatMap((p) => of(p.actor, "recipient")),
      ...one(event.date?.text, "time"),
      ...one(event.place?.text, "place"),
      ...(event.reported_by ? of(event.reported_by.actor, "source") : []),
    ];
  });
}

/** A field cut where any mark begins or ends. Offsets count scalar values, which strings of JavaScript do not. */
function Marked(props: { text: string; field: "title" | "text"; marks: Mark[]; lit: string | undefined; onPoint: (event: string | undefined) => void; onPick: (event: string) => void }) {
  const { speech } = useShell();
  const chars = useMemo(() => Array.from(props.text), [props.text]);
  const own = props.marks.filter((m) => m.field === props.field && m.start < m.end);
  const cuts = [...new Set([0, chars.length, ...own.flatMap((m) => [m.start, m.end])])].filter((c) => c <= chars.length).sort((a, b) => a - b);
  return (
    <>
      {cuts.slice(0, -1).map((start, i) => {
        const end = cuts[i + 1] ?? start;
        const text = chars.slice(start, end).join("");
        const here = own.filter((m) => m.start < end && start < m.end);
        const chosen = here.find((m) => m.event === props.lit) ?? here[0];
        if (!chosen) return <span key={start}>{text}</span>;
        const lit = here.some((m) => m.event === props.lit);
        return (
          <mark
            key={start}
            class={`${chosen.part}${lit ? " lit" : ""}`}
            title={speech.t(`roles${chosen.part[0]?.toUpperCase()}${chosen.part.slice(1)}` as "rolesTrigger")}
            onMouseEnter={() => props.onPoint(chosen.event)}
            onMouseLeave={() => props.onPoint(undefined)}
            onClick={() => props.onPick(chosen.event)}
          >
            {text}
          </mark>
        );
      })}
    </>
  );
}

/** The fields that a person edits, as they stand. */
function fields(event: RecordEvent): Record<string, string> {
  return {
    type: event.type,
    status: event.status,
    date: event.date ? (event.date.start === event.date.end ? event.date.start : `${event.date.start}..${event.date.end}`) : "",
    place: event.place?.name ?? "",
    country: event.place?.country ?? "",
    actors: event.actors.map((p) => p.actor).join(","),
    recipients: event.recipients.map((p) => p.actor).join(","),
  };
}

export function ArticleView() {
  const { speech, query, who, tell, go } = useShell();
  const id = query.get("id") ?? "";
  const [version, setVersion] = useState(0);
  const { value: article, error } = useLoaded(() => ask<Article>("article", { id }), [id, version]);
  const [pointed, setPointed] = useState<string>();
  const [picked, setPicked] = useState(query.get("event") ?? undefined);
  const [editing, setEditing] = useState<string>();
  const [why, setWhy] = useState("");
  const [done, setDone] = useState<Sent[]>([]);
  const events = article?.record.events ?? [];
  const all = useMemo(() => (article ? marks(article) : []), [article]);
  const lit = pointed ?? picked;

  const send = async (sent: Omit<Sent, "who" | "why">, inverse?: Omit<Sent, "who" | "why">, message = speech.t("saved")) => {
    if (!who) {
      tell(speech.t("needName"));
      document.getElementById("who")?.focus();
      return;
    }
    try {
      await correct({ ...sent, who, why });
      setDone((d) => (inverse ? [...d, { ...inverse, who, why }] : d));
      setVersion((v) => v + 1);
      setEditing(undefined);
      setWhy("");
      tell(message);
    } catch (e) {
      tell((e as Error).message);
    }
  };
  const undo = () => {
    const last = done.at(-1);
    if (!last) return;
    setDone((d) => d.slice(0, -1));
    void send({ kind: last.kind, event: last.event, other: last.other, set: last.set }, undefined, speech.t("undone"));
  };
  const confirm = (event: string) => send({ kind: "confirm", event });
  const reject = (event: string) => send({ kind: "reject", event }, { kind: "confirm", event });

  useEffect(() => {
    const pressed = (e: KeyboardEvent) => {
      const target = e.target as HTMLElement;
      if (e.ctrlKey || e.metaKey || e.altKey || /INPUT|SELECT|TEXTAREA/.test(target.tagName)) return;
      const at = events.findIndex((event) => event.id === picked);
      const move = (by: number) => setPicked(events[Math.min(Math.max(at + by, 0), events.length - 1)]?.id);
      const key = e.key.toLowerCase();
      if (key === "j") move(1);
      else if (key === "k") move(at < 0 ? 1 : -1);
      else if (key === "u") undo();
      else if (picked && key === "c") void confirm(picked);
      else if (picked && key === "r") void reject(picked);
      else if (picked && key === "e") {
        e.preventDefault();
        setEditing(picked);
      }
    };
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  });
  useEffect(() => {
    if (picked) document.getElementById(`event-${picked}`)?.scrollIntoView({ block: "nearest" });
  }, [picked, article]);

  if (!article) return <Pending error={error} />;
  const { record } = article;
  const name = (actor: string) => {
    const found = record.actors.find((a) => a.id === actor);
    return found ? <Go href={to("/actor", { q: found.code === "UNK" ? found.name : found.code })}><bdi>{found.code === "UNK" ? found.name : speech.code(found.code)}</bdi></Go> : actor;
  };
  const names = (list: { actor: string }[]) => list.map((p, i) => <>{i > 0 && (speech.language === "ar" ? "، " : ", ")}{name(p.actor)}</>);
  const sentence = (event: RecordEvent) => {
    const m = event.mentions[0];
    return m ? Array.from((m.field === "title" ? record.title : record.text) ?? "").slice(...m.sentence).join("") || null : null;
  };
  return (
    <>
      <p class="quiet">
        <bdi>{record.outlet}</bdi> · <time dateTime={record.published ?? undefined}>{speech.date(record.published)}</time> ·{" "}
        <Outside url={record.url}>{speech.t("original")}</Outside>
        {article.reprints.length > 0 && <> · {speech.t("reprintedBy", article.reprints.map((r) => r[1] ?? r[0]).join(", "))}</>}
      </p>
      <p class="legend" aria-label={speech.t("legend")}>
        {PARTS.map((part) => (
          <mark key={part} class={`${part} lit`}>
            {speech.t(`roles${part[0]?.toUpperCase()}${part.slice(1)}` as "rolesTrigger")}
          </mark>
        ))}
      </p>
      <div class="reading">
        <article lang="ar" dir="rtl">
          <h1>
            <Marked text={record.title ?? ""} field="title" marks={all} lit={lit} onPoint={setPointed} onPick={setPicked} />
          </h1>
          {record.text === undefined ? <p>{speech.t("noText")}</p> : (
            <div class="body">
              <Marked text={record.text} field="text" marks={all} lit={lit} onPoint={setPointed} onPick={setPicked} />
            </div>
          )}
        </article>
        <section aria-labelledby="record">
          <h2 id="record">{speech.t("record")}</h2>
          {events.length === 0 && <p>{speech.t("noEvents")}</p>}
          <p class="quiet keys">{speech.t("keys")}</p>
          <ol class="events">
            {events.map((event, i) => (
              <li
                key={event.id}
                id={`event-${event.id}`}
                class={`${lit === event.id ? "lit" : ""} ${article.verdicts[i] ?? ""}`}
                onMouseEnter={() => setPointed(event.id)}
                onMouseLeave={() => setPointed(undefined)}
              >
                <button type="button" class="pick" aria-pressed={picked === event.id} onClick={() => setPicked(event.id)}>
                  <TypeMark type={event.type} /> <span class={`status ${event.status}`}>{speech.term(event.status)}</span>
                  {article.verdicts[i] && <strong class="verdict"> {speech.t(article.verdicts[i] as "confirmed")}</strong>}
                </button>
                <dl>
                  <dt>{speech.t("who")}</dt>
                  <dd>
                    {names(event.actors)}
                    {event.recipients.length > 0 && <span aria-hidden="true">{speech.dir === "rtl" ? " ← " : " → "}</span>}
                    {names(event.recipients)}
                    {event.actors.length + event.recipients.length === 0 && speech.t("unnamed")}
                  </dd>
                  <dt>{speech.t("when")}</dt>
                  <dd>{speech.range(event.date?.start, event.date?.end)}</dd>
                  {event.place && (<><dt>{speech.t("where")}</dt><dd><Quote>{event.place.name}</Quote>{event.place.country && <> ({speech.code(event.place.country)})</>}</dd></>)}
                  {event.topics.length > 0 && (<><dt>{speech.t("what")}</dt><dd>{event.topics.map((topic, n) => <>{n > 0 && " · "}<Quote>{topic.label}</Quote></>)}</dd></>)}
                  <dt>{speech.t("source")}</dt>
                  <dd>{event.reported_by ? <>{name(event.reported_by.actor)} ({speech.term(event.reported_by.kind)})</> : speech.t("sourceOutlet")}</dd>
                  <dt>{speech.t("how")}</dt>
                  <dd>{speech.number(event.confidence, 2)}</dd>
                </dl>
                {picked === event.id && editing !== event.id && (
                  <p class="actions">
                    <button type="button" onClick={() => void confirm(event.id)}>{speech.t("confirm")}</button>
                    <button type="button" onClick={() => setEditing(event.id)}>{speech.t("edit")}</button>
                    <button type="button" onClick={() => void reject(event.id)}>{speech.t("reject")}</button>
                    <button type="button" disabled={done.length === 0} onClick={undo}>{speech.t("undo")}</button>
                    <button type="button" onClick={() => go(to("/act", { id: event.id }))}>{speech.t("openAct")}</button>
                    <Cite outlet={record.outlet} title={record.title} published={record.published} url={record.url} words={sentence(event)} />
                  </p>
                )}
                {editing === event.id && (
                  <form
                    class="edit"
                    onSubmit={(e) => {
                      e.preventDefault();
                      const [old, form] = [fields(event), new FormData(e.currentTarget)];
                      const set = Object.fromEntries(Object.keys(old).filter((k) => form.get(k) !== old[k]).map((k) => [k, String(form.get(k))]));
                      const back = Object.fromEntries(Object.keys(set).map((k) => [k, old[k] ?? ""]));
                      if (Object.keys(set).length > 0) void send({ kind: "edit", event: event.id, set }, { kind: "edit", event: event.id, set: back });
                      else setEditing(undefined);
                    }}
                  >
                    {Object.entries(fields(event)).map(([key, value]) => (
                      <label key={key}>
                        {speech.term(key)}
                        {key === "type" || key === "status" ? (
                          <select name={key}>
                            {(key === "type" ? TYPES : STATUSES).map((v) => <option key={v} value={v} selected={v === value}>{speech.term(v)}</option>)}
                          </select>
                        ) : (
                          <input name={key} defaultValue={value} dir="auto" />
                        )}
                      </label>
                    ))}
                    <label>
                      {speech.t("why")}
                      <input value={why} dir="auto" onInput={(e) => setWhy(e.currentTarget.value)} />
                    </label>
                    <button type="submit">{speech.t("save")}</button>
                    <button type="button" onClick={() => setEditing(undefined)}>{speech.t("cancel")}</button>
                  </form>
                )}
              </li>
            ))}
          </ol>
          {record.statements.length > 0 && (
            <>
              <h2>{speech.t("statements")}</h2>
              <ul class="statements">
                {record.statements.map((s, i) => (
                  <li key={i}>
                    <span class="quiet">
                      {s.anonymous ? speech.t("anonymous") : name(s.speaker)} ({speech.t(s.quote ? "quoted" : "paraphrased")})
                    </span>
                    <blockquote><Quote>{Array.from((s.span.field === "title" ? record.title : record.text) ?? "").slice(s.span.start, s.span.end).join("")}</Quote></blockquote>
                  </li>
                ))}
              </ul>
            </>
          )}
        </section>
      </div>
    </>
  );
}
