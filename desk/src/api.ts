/** The server's answers, typed, and how they are asked for. */

export interface Party { side: string; name: string; name_en?: string | null; code: string; role: string; office: string | null; wikidata: string | null }
export interface Act {
  id: string; type: string; mode: string | null; cameo: string; quad: number; score: number; status: string; planned: boolean;
  start: string | null; end: string | null; deadline: [string, string] | null; parties: Party[]; place: string | null;
  country: string | null; lat: number | null; lon: number | null; reports: number; independent: number;
  first: { event: string; article: string; published: string | null; outlet: string | null; url: string | null } | null;
  confidence: number; track: string | null;
}
export interface Span { field: "title" | "text"; start: number; end: number }
export interface EventRow {
  id: string; act: string | null; type: string; status: string; start: string | null; end: string | null; parties: Party[];
  place: string | null; country: string | null; source_kind: string | null; confidence: number; verdict: string | null;
  spans: Span[]; words: string | null; article: string; published: string | null; outlet: string | null; url: string | null;
}
export interface Report extends EventRow { score: number | null; copy: boolean; reprints: [string, string | null][] }
export interface FieldView { field: string; differs: boolean; values: { value: string; reports: string[]; independent: number }[] }
export interface ActDetail extends Act { fields: FieldView[]; history: { published: string | null; status: string; report: string }[]; told: Report[] }
export interface Mention { field: "title" | "text"; start: number; end: number; sentence: [number, number]; rule: string }
export interface RecordEvent {
  id: string; type: string; mode: string | null; cameo: string; status: string; background: boolean;
  actors: { actor: string }[]; recipients: { actor: string }[]; others: { actor: string; part: string }[];
  date: { start: string; end: string; text: Span } | null; place: { name: string; country: string | null; text: Span } | null;
  topics: { label: string; text: Span }[]; reported_by: { actor: string; kind: string } | null;
  deadline: { start: string; end: string; text: Span } | null; confidence: number; mentions: Mention[];
}
export interface Actor { id: string; name: string; name_en: string | null; code: string; role: string; office: string | null; mentions: Span[] }
export interface Article {
  record: {
    id: string; published: string | null; outlet: string | null; url: string | null; title: string | null; text?: string;
    events: RecordEvent[]; actors: Actor[];
    statements: { speaker: string; anonymous: boolean; quote: boolean; span: Span; to: string | null }[];
  };
  verdicts: (string | null)[]; reprints: [string, string | null][];
}
export interface Tally { of: string; acts: number }
export interface Step { from: string; acts: number; cooperation: number; conflict: number; cooperation_score: number; conflict_score: number }
export interface Track {
  id: string; names: string[]; parties: string[]; subject: string | null; state: string; from: string | null; to: string | null;
  next: string | null; deadline: [string, string] | null; acts: number;
}
export interface TrackDetail extends Track {
  steps: Act[]; deadlines: { start: string; end: string; act: string }[];
  statements: { speaker: string; code: string; quote: boolean; words: string | null; article: string; published: string | null; outlet: string | null }[];
}
export interface Due { start: string; end: string; deadline: boolean; outcome: string; moved_to: string | null; act: Act }
export interface Office { name: string; name_en: string | null; code: string; office: string | null; from: string | null; to: string | null; events: number }
export interface Hit { article: string; published: string | null; outlet: string | null; url: string | null; title: string | null; text: string | null; spans: Span[] }

async function read<T>(response: Response): Promise<T> {
  const text = await response.text();
  if (!response.ok) {
    let why = text;
    try {
      why = (JSON.parse(text) as { error: string }).error;
    } catch {
      // The server's own words are no JSON.
    }
    throw new Error(why || response.statusText);
  }
  return JSON.parse(text) as T;
}

/** Asks a question; `query` without its empty values. */
export function ask<T>(path: string, query: URLSearchParams | Record<string, string> = {}): Promise<T> {
  const asked = new URLSearchParams([...new URLSearchParams(query)].filter(([, value]) => value.trim() !== ""));
  return fetch(`/api/${path}?${asked}`, { credentials: "same-origin" }).then((r) => read<T>(r));
}

export interface Sent { kind: "confirm" | "edit" | "reject" | "join" | "split"; event: string; other?: string; set?: Record<string, string>; who: string; why: string }

/** Sends a correction. */
export function correct(sent: Sent): Promise<{ id: number }> {
  const headers = { "Content-Type": "application/json", "X-Marsad-Desk": "1" };
  return fetch("/api/correct", { method: "POST", headers, body: JSON.stringify(sent) }).then((r) => read(r));
}
