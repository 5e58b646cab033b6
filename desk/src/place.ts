// The address of a view: a path with parameters, so that every view is a permalink.

import { useEffect, useState } from "preact/hooks";

export interface Where { page: string; params: URLSearchParams }

const read = (): Where => ({ page: location.pathname.replace(/^\/+|\/+$/g, "") || "today", params: new URLSearchParams(location.search) });
const watchers = new Set<() => void>();
const tell = () => { for (const w of watchers) w(); };

export function go(to: string, replace = false) {
  history[replace ? "replaceState" : "pushState"](null, "", to);
  tell();
  if (!replace) {
    scrollTo(0, 0);
    document.getElementById("content")?.focus({ preventScroll: true });
  }
}

addEventListener("popstate", tell);
addEventListener("click", (e) => {
  const a = (e.target as Element).closest?.("a");
  if (!a || e.defaultPrevented || e.button !== 0 || e.metaKey || e.ctrlKey || e.shiftKey || e.altKey) return;
  if (a.target || a.hasAttribute("download") || a.origin !== location.origin || a.pathname.startsWith("/api/") || a.getAttribute("href")?.startsWith("#")) return;
  e.preventDefault();
  go(a.pathname + a.search + a.hash);
});

export function useWhere(): Where {
  const [where, set] = useState(read);
  useEffect(() => {
    const w = () => set(read());
    watchers.add(w);
    return () => void watchers.delete(w);
  }, []);
  return where;
}

export function link(page: string, params: Record<string, string | undefined> = {}): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) if (value) query.set(name, value);
  const text = query.toString();
  return `/${page}${text ? `?${text}` : ""}`;
}
