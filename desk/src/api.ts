// What the server says, and asking it.

import { useEffect, useState } from "preact/hooks";

export interface Span { field: "title" | "text"; start: number; end: number }
export interface Party { side: string; name: string; name_en?: string | null; code: string; role: string; office: string | null; wikidata: string | null }
export interface Answer {
  id: string; act: string | null; type: string; mode: string | null; cameo: string; quad: number; score: number; status: string;
  background: boolean; start: string | null; end: string | null; parties: Party[]; place: string | null; country: string | null;
  source_kind: string | null; confidence: number; verdict: string | null; spans: Span[]; words: string | null; article: string;
  published: string | null; outlet: string | null; url: string | null; title: string | null;
}
export interface Act {
  id: string; type: string; mode: string | null; cameo: string; quad: number; score: number; status: string; start: string | null;
  end: string | null; deadline: [string, string] | null; parties: Party[]; place: string | null; country: string | null;
  reports: number; independent: number; first: { event: string; article: string; published: string | null; outlet: string | null } | null;
  confidence: number; track: string | null;
}
export interface FieldView { field: string; differs: boolean; values: { value: string; reports: string[]; independent: number }[] }
export interface Report extends Answer { copy: boolean; reprints: [string, string | null][] }
export interface ActDetail extends Act { fields: FieldView[]; history: { published: string | null; status: string; report: string }[]; told: Report[] }
export interface Page<T> { items: T[]; next: string | null }
export interface Tally { acts: number; types: [string, number][]; statuses: [string, number][]; pairs: [string, string, number][] }
export interface Step { from: string; acts: number; cooperation: number; conflict: number; cooperation_score: number; conflict_score: number }
export interface PlaceCount { name: string; country: string | null; lat: number; lon: number; events: number; conflict: number }
export interface ArticleSummary { id: string; published: string | null; outlet: string | null; url: string | null; title: string | null; reprint_of: string | null }
export interface Hit { article: string; published: string | null; outlet: string | null; title: string | null; text: string | null; spans: Span[] }
export interface RecordEvent {
  id: string; type: string; mode: string | null; cameo: string; status: string; background: boolean; actors: { actor: string }[];
  recipients: { actor: string }[]; others: { actor: string; part: string }[]; date: { start: string; end: string; text: Span } | null;
  place: { name: string; country: string | null; text: Span } | null; topics: { label: string; text: Span }[];
  reported_by: { actor: string; kind: string } | null; deadline: { start: string; end: string; text: Span } | null; confidence: number;
  magnitude: { killed: number | null; injured: number | null; detained: number | null; crowd: number | null; amount: string | null };
  mentions: { field: "title" | "text"; start: number; end: number; sentence: [number, number]; rule: string }[];
}
export interface RecordActor { id: string; name: string; name_en: string | null; code: string; role: string; office: string | null; wikidata: string | null; mentions: Span[] }
export interface Correction { id: number; kind: string; key: { article: string }; seen: { event: { id: string } }; change: { [k: string]: string }; who: string; made: string; why: string }
export interface Article extends ArticleSummary {
  text: string | null; coder: string | null;
  record: { events: RecordEvent[]; actors: RecordActor[]; statements: { speaker: string; anonymous: boolean; quote: boolean; span: Span; to: string | null }[] } | null;
  told: { [event: string]: { verdict: string | null; act: string | null } };
  corrections: Correction[]; reprints: ArticleSummary[];
}
export interface Known { name: string; name_en: string | null; code: string; role: string; office: string | null; wikidata: string | null; kind: string; events: number; from: string | null; to: string | null }
export interface Profile {
  offices: Known[];
  /** Code, role, office, first and last year, by English names of people. */
  held: { [person: string]: [string, string, string, number | null, number | null][] };
  partners: { code: string; quads: number[]; met: number; fought: number; backed: number }[];
}
export interface Track { id: string; names: string[]; parties: string[]; subject: string | null; state: string; from: string | null; to: string | null; next: string | null; deadline: [string, string] | null; acts: number }
export interface TrackDetail extends Track {
  steps: Act[]; deadlines: { start: string; end: string; act: string }[];
  statements: { speaker: string; code: string; quote: boolean; words: string | null; article: string; published: string | null; outlet: string | null }[];
}
export interface AgendaEntry { start: string; end: string; deadline: boolean; outcome: string; moved_to: string | null; act: Act }
export interface Aside extends Span { sentence: [number, number]; type: string; why: string }
export interface Names { codes: { [code: string]: [string, string] }; offices: { [english: string]: string } }
export interface Note { id: number; who: string; made: string; words: string }
export interface Audited { id: number; at: string; who: string; what: string; subject: string; detail: string }
export interface Session { name: string | null; role: "reader" | "editor" | null; token: string | null; accounts: boolean }
export interface Head { version: string; demo: boolean; latest: string | null; stats?: [string, number][]; schema?: string; accuracy?: [string, string][] }

const BASE = "/api/v1/";
let token = "";
let onLost: () => void = () => {};

export function remember(session: Session, lost: () => void) {
  token = session.token ?? "";
  onLost = lost;
}

export class Refused extends Error {
  constructor(public status: number, said: string) { super(said); }
}

async function answer<T>(response: Response): Promise<T> {
  if (response.status === 401 && !response.url.endsWith("/session")) onLost();
  if (!response.ok) {
    let said = response.statusText;
    try { said = ((await response.json()) as { error?: string }).error ?? said; } catch { /* the body is no JSON: the status must do */ }
    throw new Refused(response.status, said);
  }
  return (response.status === 204 ? undefined : await response.json()) as T;
}

export const get = async <T,>(path: string): Promise<T> => answer<T>(await fetch(BASE + path, { credentials: "same-origin" }));

export async function change<T>(method: "POST" | "DELETE", path: string, body?: unknown): Promise<T> {
  return answer<T>(await fetch(BASE + path, {
    method,
    credentials: "same-origin",
    headers: { "content-type": "application/json", "x-marsad-token": token },
    body: body === undefined ? undefined : JSON.stringify(body),
  }));
}

// Views ask again after a change.
let version = 0;
const watchers = new Set<() => void>();
export function changed() {
  version += 1;
  for (const w of watchers) w();
}

export interface Got<T> { data?: T; error?: Error; again: () => void }

/** Asks for `path` now and after each change; `null` asks for nothing. */
export function useGet<T>(path: string | null): Got<T> {
  const [state, setState] = useState<{ path: string | null; data?: T; error?: Error }>({ path });
  const [turn, setTurn] = useState(version);
  useEffect(() => {
    const w = () => setTurn(version);
    watchers.add(w);
    return () => void watchers.delete(w);
  }, []);
  useEffect(() => {
    if (path === null) return;
    let live = true;
    get<T>(path).then(
      (data) => live && setState({ path, data }),
      (error: Error) => live && setState({ path, error }),
    );
    return () => { live = false; };
  }, [path, turn]);
  const again = () => setTurn((t) => t + 0.5);
  // What was there for another path is none of this one's.
  return state.path === path ? { data: state.data, error: state.error, again } : { again };
}
