import "@fontsource/ibm-plex-sans-arabic/arabic-400.css";
import "@fontsource/ibm-plex-sans-arabic/arabic-600.css";
import "@fontsource/ibm-plex-sans-arabic/latin-400.css";
import "@fontsource/ibm-plex-sans-arabic/latin-600.css";
import "@fontsource/noto-naskh-arabic/arabic-400.css";
import "./style.css";

import { render } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { change, changed, get, Refused, remember, useGet, type Head, type Names, type Session } from "./api";
import { DeskProvider, Dialog, useDesk } from "./desk";
import { Answered, useKeys } from "./parts";
import { go, useWhere } from "./place";
import { keep, Reader, ReaderContext, stored, useReader, type Choice } from "./reader";
import type { Key } from "./texts";
import { Act } from "./views/act";
import { Article } from "./views/article";
import { Map } from "./views/map";
import { Actor, Pair } from "./views/parties";
import { Agenda, Tracks } from "./views/plans";
import { Changes, Method, Search } from "./views/rest";
import { Today } from "./views/today";

const PAGES: Key[] = ["today", "agenda", "tracks", "map", "actor", "pair", "search", "changes", "method"];

function View({ head }: { head: Head }) {
  const { page, params } = useWhere();
  const r = useReader();
  useEffect(() => { document.title = `${r.t((page in { article: 1, act: 1 } || PAGES.includes(page as Key) ? page : "today") as Key)} · ${r.t("name")}`; }, [page, r]);
  switch (page) {
    case "article": return <Article params={params} key={params.get("id")} />;
    case "act": return <Act params={params} head={head} />;
    case "actor": return <Actor params={params} />;
    case "pair": return <Pair params={params} />;
    case "agenda": return <Agenda params={params} head={head} />;
    case "tracks": return <Tracks params={params} head={head} />;
    case "map": return <Map params={params} head={head} />;
    case "search": return <Search params={params} />;
    case "changes": return <Changes />;
    case "method": return <Method />;
    case "today": return <Today params={params} head={head} key={params.toString()} />;
    default: return <><h1>{r.t("noPage")}</h1><p><a href="/today">{r.t("today")}</a></p></>;
  }
}

function Settings({ close }: { close: () => void }) {
  const r = useReader();
  const set = <K extends keyof Choice>(name: K) => (e: { currentTarget: { value: string } }) => r.set({ ...r.choice, [name]: e.currentTarget.value });
  const choose = <K extends keyof Choice>(name: K, label: Key, options: [string, Key][]) => (
    <label>{r.t(label)}<select onChange={set(name)}>{options.map(([v, k]) => <option value={v} selected={r.choice[name] === v}>{r.t(k)}</option>)}</select></label>
  );
  const { session } = useDesk();
  return (
    <Dialog title={r.t("settings")} close={close}>
      <div class="form">
        {choose("theme", "theme", [["auto", "themeAuto"], ["light", "themeLight"], ["dark", "themeDark"]])}
        {r.rtl && choose("digits", "digits", [["latn", "digitsLatin"], ["arab", "digitsArabic"]])}
        {choose("months", "months", r.rtl ? [["egypt", "monthsEgypt"], ["levant", "monthsLevant"], ["algeria", "monthsAlgeria"], ["morocco", "monthsMorocco"], ["hijri", "monthsHijri"]] : [["egypt", "monthsEgypt"], ["hijri", "monthsHijri"]])}
        {!session.accounts && <label>{r.t("author")}<input dir="auto" maxLength={80} defaultValue={r.choice.author} onChange={set("author")} /></label>}
      </div>
    </Dialog>
  );
}

function Keys({ close }: { close: () => void }) {
  const r = useReader();
  const keys: [string, Key][] = [["j k", "keyMove"], ["o", "keyOpen"], ["s", "keyChoose"], ["+", "keyJoin"], ["c", "keyConfirm"], ["e", "keyEdit"], ["x", "keyReject"], ["z", "keyUndo"], ["y", "keyCite"], ["n", "note"], ["/", "keySearch"], ["?", "keyHelp"]];
  return <Dialog title={r.t("keys")} close={close}><dl class="keys">{keys.map(([k, t]) => <><dt><bdi dir="ltr">{k.split(" ").map((x) => <kbd>{x}</kbd>)}</bdi></dt><dd>{r.t(t)}</dd></>)}</dl></Dialog>;
}

function Shell({ session, lost }: { session: Session; lost: () => void }) {
  const r = useReader();
  const { page } = useWhere();
  const head = useGet<Head>("head");
  const [open, setOpen] = useState<"settings" | "keys" | null>(null);
  const menu = useRef<HTMLElement>(null);
  // On a narrow screen the menu is wider than the window.
  useEffect(() => {
    const [all, here] = [menu.current, menu.current?.querySelector("[aria-current]")].map((x) => x?.getBoundingClientRect());
    // Not by scrollIntoView: the Tab key would then go on from there.
    if (all && here) menu.current?.scrollBy({ left: here.left + here.width / 2 - all.left - all.width / 2 });
  }, [page, r.rtl]);
  useKeys({ "/": () => { go("/search"); setTimeout(() => document.getElementById("q")?.focus()); }, "?": () => setOpen("keys") });
  const leave = () => void change("DELETE", "session").finally(lost);
  return (
    <>
      <a class="skip" href="#content">{r.t("skip")}</a>
      <header class="top">
        <a class="brand" href="/today"><img src="/icon.svg" alt="" width="26" height="26" /> <strong>{r.t("name")}</strong> <span class="tagline">{r.t("tagline")}</span></a>
        <nav ref={menu} aria-label={r.t("menu")}>{PAGES.map((p) => <a href={`/${p}`} aria-current={page === p ? "page" : undefined}>{r.t(p)}</a>)}</nav>
        <span class="row controls">
          <button type="button" class="quiet" lang={r.rtl ? "en" : "ar"} onClick={() => r.set({ ...r.choice, lang: r.rtl ? "en" : "ar" })}>{r.t("language")}</button>
          <button type="button" class="quiet" onClick={() => setOpen("settings")}>{r.t("settings")}</button>
          <button type="button" class="quiet" onClick={() => setOpen("keys")}>{r.t("keys")}</button>
          {session.accounts && session.name && <button type="button" class="quiet" onClick={leave}>{r.t("logOut")} (<bdi>{session.name}</bdi>)</button>}
        </span>
      </header>
      {head.data?.demo && <p class="demo">{r.t("demo")}</p>}
      <main id="content" tabIndex={-1}><Answered got={head}>{(h) => <View head={h} />}</Answered></main>
      {open === "settings" && <Settings close={() => setOpen(null)} />}
      {open === "keys" && <Keys close={() => setOpen(null)} />}
    </>
  );
}

/** What the server refuses a log-in with. */
const LOG_IN: Record<number, Key> = { 401: "logInWrong", 429: "logInMany" };

function LogIn({ entered }: { entered: (s: Session) => void }) {
  const r = useReader();
  const [wrong, setWrong] = useState("");
  const submit = (e: SubmitEvent) => {
    e.preventDefault();
    const data = new FormData(e.currentTarget as HTMLFormElement);
    change<Session>("POST", "session", { name: data.get("name"), password: data.get("password") }).then(entered, (x: Error) => {
      const known = x instanceof Refused ? LOG_IN[x.status] : undefined;
      setWrong(known ? r.t(known) : x.message);
    });
  };
  return (
    <main id="content" class="login"><h1>{r.t("name")}</h1>
      <form class="form" onSubmit={submit}>
        <label>{r.t("account")}<input name="name" autocomplete="username" required dir="auto" /></label>
        <label>{r.t("password")}<input name="password" type="password" autocomplete="current-password" required dir="ltr" /></label>
        {wrong && <p class="wrong" role="alert"><bdi>{wrong}</bdi></p>}
        <button type="submit">{r.t("logIn")}</button>
      </form>
      <p><button type="button" class="quiet" lang={r.rtl ? "en" : "ar"} onClick={() => r.set({ ...r.choice, lang: r.rtl ? "en" : "ar" })}>{r.t("language")}</button></p>
    </main>
  );
}

function Root() {
  const [choice, setChoice] = useState(stored);
  const [names, setNames] = useState<Names>({ codes: {}, offices: {} });
  const [session, setSession] = useState<Session | null>(null);
  const [wrong, setWrong] = useState("");
  keep(choice);
  const lost = () => setSession({ name: null, role: null, token: null, accounts: true });
  const entered = (s: Session) => {
    remember(s, lost);
    setSession(s);
    changed();
    if (s.role) get<Names>("names").then(setNames, () => {});
  };
  useEffect(() => { get<Session>("session").then(entered, (e: Error) => setWrong(e.message)); }, []);
  const reader = useMemo(() => new Reader(choice, names, setChoice), [choice, names]);
  return (
    <ReaderContext.Provider value={reader}>
      {wrong ? <p class="wrong" role="alert">{reader.t("error")}: {wrong}</p> : !session ? <p class="hint">{reader.t("loading")}</p> : session.role === null ? <LogIn entered={entered} /> : <DeskProvider session={session}><Shell session={session} lost={lost} /></DeskProvider>}
    </ReaderContext.Provider>
  );
}

const app = document.getElementById("app");
if (app) render(<Root />, app);
