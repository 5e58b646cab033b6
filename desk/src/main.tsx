import "@fontsource/ibm-plex-sans-arabic/arabic-400.css";
import "@fontsource/ibm-plex-sans-arabic/arabic-600.css";
import "@fontsource/ibm-plex-sans-arabic/latin-400.css";
import "@fontsource/ibm-plex-sans-arabic/latin-600.css";
import "./style.css";
import { render } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { ask } from "./api";
import { ArticleView } from "./article";
import { type Key, type Language, Speech } from "./i18n";
import { Go } from "./parts";
import { type Shell, ShellContext } from "./shell";
import { ActorView, ActView, Agenda, MapView, Method, PairView, SearchView, Today, Tracks, TrackView } from "./views";

const VIEWS: Record<string, () => preact.JSX.Element> = {
  "/": Today,
  "/article": ArticleView,
  "/act": ActView,
  "/actor": ActorView,
  "/pair": PairView,
  "/tracks": Tracks,
  "/track": TrackView,
  "/agenda": Agenda,
  "/map": MapView,
  "/search": SearchView,
  "/method": Method,
};
const MENU: [string, Key][] = [
  ["/", "today"],
  ["/search", "search"],
  ["/actor", "actor"],
  ["/pair", "pair"],
  ["/tracks", "tracks"],
  ["/agenda", "agenda"],
  ["/map", "map"],
  ["/method", "method"],
];

/** A wish of the reader that outlives the visit. */
function useWish(name: string, usual: string): [string, (value: string) => void] {
  const [value, setValue] = useState(() => localStorage.getItem(`marsad.${name}`) ?? usual);
  const set = (v: string) => {
    localStorage.setItem(`marsad.${name}`, v);
    setValue(v);
  };
  return [value, set];
}

function App() {
  const [address, setAddress] = useState(location.pathname + location.search);
  const [language, setLanguage] = useWish("language", navigator.language.startsWith("ar") ? "ar" : "en");
  const [theme, setTheme] = useWish("theme", "auto");
  const [digits, setDigits] = useWish("digits", "false");
  const [who, setWho] = useWish("who", "");
  const [message, setMessage] = useState("");
  const [codes, setCodes] = useState<Map<string, { en: string; ar: string }>>(new Map());
  const main = useRef<HTMLElement>(null);

  useEffect(() => {
    const moved = () => setAddress(location.pathname + location.search);
    window.addEventListener("popstate", moved);
    void ask<{ names: { code: string; en: string; ar: string }[] }>("names").then(
      ({ names }) => setCodes(new Map(names.map((n) => [n.code, n]))),
      () => {},
    );
    return () => window.removeEventListener("popstate", moved);
  }, []);
  useEffect(() => {
    if (theme === "auto") delete document.documentElement.dataset["theme"];
    else document.documentElement.dataset["theme"] = theme;
  }, [theme]);

  const speech = useMemo(() => new Speech(language as Language, digits === "true", codes), [language, digits, codes]);
  const [path = "/", search = ""] = address.split("?");
  const current = MENU.find(([href]) => href === path);
  useEffect(() => {
    document.documentElement.lang = speech.language;
    document.documentElement.dir = speech.dir;
    document.title = current ? `${speech.t(current[1])} · ${speech.t("name")}` : speech.t("name");
  }, [speech, path]);
  const shell: Shell = useMemo(
    () => ({
      speech,
      query: new URLSearchParams(search),
      go: (href) => {
        history.pushState(null, "", href);
        setAddress(location.pathname + location.search);
        setMessage("");
        window.scrollTo(0, 0);
        main.current?.focus({ preventScroll: true });
      },
      who,
      tell: setMessage,
    }),
    [speech, search, who],
  );
  const View = VIEWS[path] ?? Today;
  return (
    <ShellContext.Provider value={shell}>
      <a class="skip" href="#main">
        {speech.t("skip")}
      </a>
      <header>
        <Go href="/" class="brand">
          {speech.t("name")}
        </Go>
        <nav aria-label={speech.t("views")}>
          {MENU.map(([href, key]) => (
            <Go key={href} href={href} current={href === path}>
              {speech.t(key)}
            </Go>
          ))}
        </nav>
        <div class="wishes">
          <input id="who" value={who} aria-label={speech.t("yourName")} placeholder={speech.t("yourName")} dir="auto" onInput={(e) => setWho(e.currentTarget.value)} />
          <select aria-label={speech.t("theme")} onChange={(e) => setTheme(e.currentTarget.value)}>
            {(["auto", "light", "dark"] as const).map((t) => (
              <option key={t} value={t} selected={theme === t}>
                {speech.t(`theme${t[0]?.toUpperCase()}${t.slice(1)}` as "themeAuto")}
              </option>
            ))}
          </select>
          {language === "ar" && (
            <label class="check">
              <input type="checkbox" checked={digits === "true"} onChange={(e) => setDigits(String(e.currentTarget.checked))} /> {speech.t("digits")}
            </label>
          )}
          <button type="button" lang={language === "ar" ? "en" : "ar"} onClick={() => setLanguage(language === "ar" ? "en" : "ar")}>
            {speech.t("language")}
          </button>
        </div>
      </header>
      <p role="status" class="message">
        {message}
      </p>
      <main id="main" tabIndex={-1} ref={main}>
        <View key={path + (path === "/article" || path === "/act" ? search : "")} />
      </main>
    </ShellContext.Provider>
  );
}

const place = document.getElementById("app");
if (place) render(<App />, place);
