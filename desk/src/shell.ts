/** What all views share: the language, the address, and who corrects. */
import { createContext } from "preact";
import { useContext, useEffect, useState } from "preact/hooks";
import { Speech } from "./i18n";

export interface Shell {
  speech: Speech;
  /** The query of the current address. */
  query: URLSearchParams;
  /** Goes to an address within the page. */
  go: (address: string) => void;
  who: string;
  /** Says something to a person who cannot see that it happened. */
  tell: (message: string) => void;
}

export const ShellContext = createContext<Shell>({
  speech: new Speech("en", false, new Map()),
  query: new URLSearchParams(),
  go: () => {},
  who: "",
  tell: () => {},
});

export const useShell = (): Shell => useContext(ShellContext);

/** Loads something anew whenever `keys` change. */
export function useLoaded<T>(load: () => Promise<T>, keys: unknown[]): { value?: T; error?: string } {
  const [state, setState] = useState<{ value?: T; error?: string }>({});
  useEffect(() => {
    let current = true;
    load().then(
      (value) => current && setState({ value }),
      (error: Error) => current && setState({ error: error.message }),
    );
    return () => {
      current = false;
    };
  }, keys);
  return state;
}

/** An address within the page. */
export const to = (path: string, query: Record<string, string> = {}): string => `${path}?${new URLSearchParams(query)}`;

/** An article's own address, if it is one of the web: what an article says is never run. */
export function outside(url: string | null): string | null {
  return url && /^https?:\/\//i.test(url) ? url : null;
}

/** Hands a file to the reader. */
export function download(name: string, kind: string, content: BlobPart): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type: kind }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** Rows as CSV. A cell that a spreadsheet would take for a formula is quoted as text. */
export function csv(rows: (string | number | null | undefined)[][]): string {
  const cell = (v: string | number | null | undefined): string => {
    const text = String(v ?? "");
    const safe = typeof v === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return rows.map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n";
}
