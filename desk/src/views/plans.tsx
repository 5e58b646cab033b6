import { useGet, type AgendaEntry, type Head, type Track, type TrackDetail } from "../api";
import { ActRow, Answered, Empty, Exports, Place, Sides, Theirs, TypeTag } from "../parts";
import { go, link } from "../place";
import { addDays, daysBetween, plain, useReader, type Reader } from "../reader";
import { TYPES, type Key } from "../texts";

const OUTCOMES: Record<string, Key> = { due: "outDue", occurred: "outOccurred", "called off": "outOff", moved: "outMoved", "passed without report": "outSilent" };
const STATES: Record<string, Key> = { ongoing: "stateOngoing", stalled: "stateStalled", concluded: "stateConcluded", planned: "statePlanned" };

export function left(r: Reader, today: string, day: string): string {
  const n = daysBetween(today, day);
  if (n === 0) return r.t("dueToday");
  return r.t(n > 0 ? "daysLeft" : "daysAgo", { n: Math.abs(n) });
}

/** Acts of an export by their ids: an address has its bounds. */
const MOST = 150;

export function Agenda({ params, head }: { params: URLSearchParams; head: Head }) {
  const r = useReader();
  const today = params.get("today") ?? head.latest ?? new Date().toISOString().slice(0, 10);
  const from = params.get("from") ?? addDays(today, -60);
  const to = params.get("to") ?? addDays(today, 120);
  const only = params.get("outcome") ?? "";
  const got = useGet<AgendaEntry[]>(`agenda?${new URLSearchParams({ from, to, today })}`);
  const ask = (e: SubmitEvent) => {
    e.preventDefault();
    const data = new FormData(e.currentTarget as HTMLFormElement);
    go(link("agenda", { ...Object.fromEntries([...data].map(([k, v]) => [k, String(v)])), outcome: only }));
  };
  return (
    <>
      <h1>{r.t("agenda")}</h1>
      <form class="ask" key={params.toString()} onSubmit={ask}>
        <label>{r.t("asOf")} <input type="date" name="today" defaultValue={today} /></label><label>{r.t("from")} <input type="date" name="from" defaultValue={from} /></label><label>{r.t("to")} <input type="date" name="to" defaultValue={to} /></label><button type="submit">{r.t("apply")}</button>
      </form>
      <h2>{r.t("calendar")}</h2>
      <Answered got={got}>{(all) => {
        const entries = all.filter((e) => !only || e.outcome === only);
        const narrow = (outcome: string) => link("agenda", { today, from, to, outcome });
        return (
          <>
            <p class="chips">{only && <a class="chip" href={narrow("")}>{r.t("any")} <span class="number">{r.n(all.length)}</span></a>}{Object.entries(OUTCOMES).map(([o, key]) => {
              const n = all.filter((e) => e.outcome === o).length;
              return n > 0 && <a class="chip" href={narrow(o)} aria-current={only === o ? "true" : undefined}>{r.t(key)} <span class="number">{r.n(n)}</span></a>;
            })}</p>
            {entries.length === 0 ? <Empty /> : <><Months entries={entries} today={today} /><Exports filter={new URLSearchParams([...new Set(entries.map((e) => e.act.id))].slice(0, MOST).map((id) => ["act", id]))} /></>}
          </>
        );
      }}</Answered>
    </>
  );
}

const kind = (e: AgendaEntry) => e.outcome.replaceAll(" ", "-");
const outcome = (r: Reader, e: AgendaEntry) => r.t(OUTCOMES[e.outcome] ?? "outDue");

const at = (day: string) => new Date(`${day}T00:00:00Z`);

/** All days of the month, by the reader's calendar, in which a day lies. */
function monthOf(r: Reader, day: string): string[] {
  const month = r.month(at(day));
  const within = (d: string) => r.month(at(d)) === month;
  let first = day;
  while (within(addDays(first, -1))) first = addDays(first, -1);
  const days = [];
  for (let d = first; within(d); d = addDays(d, 1)) days.push(d);
  return days;
}

/** What takes longer than a week stands on its first and last day only. */
const on = (e: AgendaEntry, day: string) => e.start <= day && day <= e.end && (daysBetween(e.start, e.end) < 7 || day === e.start || day === e.end);

function Months({ entries, today }: { entries: AgendaEntry[]; today: string }) {
  const r = useReader();
  const months = new Map<string, AgendaEntry[]>();
  for (const e of entries) {
    const month = r.month(at(e.start));
    months.set(month, [...(months.get(month) ?? []), e]);
  }
  return <>{[...months].map(([month, all]) => (
    <section key={month} aria-label={month}><h3>{month}</h3>
      <Month days={monthOf(r, all[0]!.start)} entries={entries} today={today} />
      <ol class="agenda">{all.map((e) => (
        <li class={kind(e)}>
          <p class="line"><a class="when" href={link("act", { id: e.act.id })}>{r.range(e.start, e.end)}</a> <span class={`tag out ${kind(e)}`}>{outcome(r, e)}</span>{e.deadline && <span class="tag">{r.t("deadline")}</span>} <TypeTag type={e.act.type} quad={e.act.quad} /> {(e.outcome !== "occurred" || e.end <= today) && <span class="hint">{left(r, today, e.end)}</span>}</p>
          <p class="line"><Sides parties={e.act.parties} /> <Place place={e.act.place} country={e.act.country} /></p>
          {e.moved_to && <p class="hint"><a href={link("act", { id: e.moved_to })}>{r.t("outMoved")}</a></p>}
        </li>
      ))}</ol>
    </section>
  ))}</>;
}

/** Weeks from Sunday on, as calendars of Arab countries have them; each act is a mark that leads to it. */
function Month({ days, entries, today }: { days: string[]; entries: AgendaEntry[]; today: string }) {
  const r = useReader();
  const weekday = (day: string) => at(day).getUTCDay();
  const cells: (string | null)[] = [...Array<null>(weekday(days[0]!)).fill(null), ...days];
  while (cells.length % 7) cells.push(null);
  const weeks = Array.from({ length: cells.length / 7 }, (_, i) => cells.slice(7 * i, 7 * i + 7));
  const sunday = addDays(days[0]!, -weekday(days[0]!));
  const mark = (e: AgendaEntry) => {
    const label = `${e.deadline ? `${r.t("deadline")}, ` : ""}${outcome(r, e)}: ${r.word(TYPES, e.act.type)}, ${e.act.parties.map((p) => r.code(p.code)).join(", ")}`;
    return <a class={`mark ${kind(e)}`} href={link("act", { id: e.act.id })} aria-label={label} title={label}>{e.deadline ? "◆" : "●"}</a>;
  };
  return (
    <table class="month">
      <thead><tr>{Array.from({ length: 7 }, (_, i) => <th scope="col">{r.weekday(at(addDays(sunday, i)))}</th>)}</tr></thead>
      <tbody>{weeks.map((week) => <tr>{week.map((day) => day === null ? <td class="none" /> : (
        <td class={day === today ? "today" : undefined} aria-current={day === today ? "date" : undefined}>
          <time dateTime={day}>{r.dayOfMonth(at(day))}</time> {entries.filter((e) => on(e, day)).map(mark)}
        </td>
      ))}</tr>)}</tbody>
    </table>
  );
}

export function Tracks({ params, head }: { params: URLSearchParams; head: Head }) {
  const r = useReader();
  const id = params.get("id");
  const today = params.get("today") ?? head.latest ?? "";
  const name = params.get("name") ?? "";
  const party = params.get("party") ?? "";
  const q = new URLSearchParams({ ...(today ? { today } : {}), ...(name ? { name } : {}), ...(party ? { party } : {}) });
  const got = useGet<Track[]>(id ? null : `tracks?${q}`);
  if (id) return <One id={id} today={today} />;
  const ask = (e: SubmitEvent) => {
    e.preventDefault();
    go(link("tracks", Object.fromEntries([...new FormData(e.currentTarget as HTMLFormElement)].map(([k, v]) => [k, String(v).trim()]))));
  };
  return (
    <>
      <h1>{r.t("tracks")}</h1>
      <form class="ask" key={params.toString()} onSubmit={ask}><label>{r.t("track")} <input name="name" dir="auto" defaultValue={name} /></label><label>{r.t("parties")} <input name="party" dir="ltr" defaultValue={party} placeholder="IRN" /></label><button type="submit">{r.t("apply")}</button></form>
      <Answered got={got}>{(tracks) => tracks.length === 0 ? <Empty /> : <ol class="acts">{tracks.map((t) => (
        <li class="act"><div>
          <p class="line"><a class="when" href={link("tracks", { id: t.id })}>{title(t)}</a> <span class={`tag state ${t.state}`}>{r.t(STATES[t.state] ?? "stateOngoing")}</span></p>
          <p class="line">{t.parties.map((p, i) => <>{i > 0 && " · "}<a href={link("actor", { who: p })}><bdi>{r.code(p)}</bdi></a></>)}</p>
          <p class="hint">{r.range(t.from, t.to)} · {r.t("actsN", { n: t.acts })}{t.deadline && <> · {r.t("deadline")} {r.range(t.deadline[0], t.deadline[1])}{today && <> ({left(r, today, t.deadline[1])})</>}</>}</p>
        </div></li>
      ))}</ol>}</Answered>
    </>
  );
}

const title = (t: Track) => <Theirs text={t.names[0] ?? t.subject ?? t.parties.join(" – ")} />;

function One({ id, today }: { id: string; today: string }) {
  const r = useReader();
  const got = useGet<TrackDetail>(`track?${new URLSearchParams({ id, ...(today ? { today } : {}) })}`);
  return <Answered got={got}>{(t) => (
    <>
      <h1>{title(t)} <span class={`tag state ${t.state}`}>{r.t(STATES[t.state] ?? "stateOngoing")}</span></h1>
      <p class="lead">{t.parties.map((p, i) => <>{i > 0 && " · "}<a href={link("actor", { who: p })}><bdi>{r.code(p)}</bdi></a></>)}</p>
      <p class="hint">{r.range(t.from, t.to)}{t.subject && <> · {r.t("subject")}: <Theirs text={t.subject} lang="ar" /></>}{t.next && <> · <a href={link("act", { id: t.next })}>{r.t("next")}</a></>}</p>
      {t.deadlines.length > 0 && <><h2>{r.t("deadlines")}</h2><ul class="plain">{t.deadlines.map((d) => <li><a href={link("act", { id: d.act })}>{r.range(d.start, d.end)}</a> {today && <span class="hint">{left(r, today, d.end)}</span>}</li>)}</ul></>}
      <h2>{r.t("steps")}</h2>
      <ol class="acts">{t.steps.map((a) => <ActRow key={a.id} act={a} />)}</ol>
      <Exports filter={new URLSearchParams({ track: t.id })} />
      {t.statements.length > 0 && <><h2>{r.t("statements")}</h2><ul class="plain">{t.statements.map((s) => <li><p>{r.t("saidBy", { who: "" })}<Theirs text={s.speaker} lang="ar" /> <span class="code">{r.code(s.code)}</span> · <a href={link("article", { id: s.article })}>{s.outlet ? plain(s.outlet) : r.t("article")}</a> · {r.day(s.published)}</p>{s.words && <blockquote lang="ar" dir="rtl"><Theirs text={s.words} /></blockquote>}</li>)}</ul></>}
    </>
  )}</Answered>;
}
