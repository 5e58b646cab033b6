// What a reader chose: language, colours, digits, names of months. Kept in this browser.

import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Names } from "./api";
import { CODES, TEXTS, type Key, type Lang } from "./texts";

export interface Choice {
  lang: Lang;
  theme: "auto" | "light" | "dark";
  digits: "latn" | "arab";
  months: "egypt" | "levant" | "algeria" | "morocco" | "hijri";
  author: string;
}

const STORED = "marsad";
const FIRST: Choice = { lang: navigator.language.startsWith("ar") ? "ar" : "en", theme: "auto", digits: "latn", months: "egypt", author: "" };

export function stored(): Choice {
  let choice = FIRST;
  try { choice = { ...FIRST, ...(JSON.parse(localStorage.getItem(STORED) ?? "{}") as Partial<Choice>) }; } catch { /* a browser that keeps nothing */ }
  // A permalink may name the language.
  const lang = new URLSearchParams(location.search).get("lang");
  return lang === "ar" || lang === "en" ? { ...choice, lang } : choice;
}

export function keep(choice: Choice) {
  try { localStorage.setItem(STORED, JSON.stringify(choice)); } catch { /* as above */ }
  const root = document.documentElement;
  root.lang = choice.lang;
  root.dir = choice.lang === "ar" ? "rtl" : "ltr";
  if (choice.theme === "auto") delete root.dataset.theme;
  else root.dataset.theme = choice.theme;
}

/** Which form of a text a number asks for, where it has several. */
const FORMS: Record<Lang, Intl.LDMLPluralRule[]> = { en: ["one", "other"], ar: ["one", "two", "few", "many", "other"] };
const RULES: Record<Lang, Intl.PluralRules> = { en: new Intl.PluralRules("en"), ar: new Intl.PluralRules("ar") };

const LOCALES = { egypt: "ar-EG", levant: "ar-SY", algeria: "ar-DZ", morocco: "ar-MA", hijri: "ar-SA-u-ca-islamic-umalqura" };

export class Reader {
  private days: Intl.DateTimeFormat;
  private short: Intl.DateTimeFormat;
  private date: Intl.DateTimeFormat;
  private week: Intl.DateTimeFormat;
  private time: Intl.DateTimeFormat;
  private numbers: Intl.NumberFormat;
  constructor(public choice: Choice, private names: Names, public set: (c: Choice) => void) {
    const base = choice.lang === "ar" ? LOCALES[choice.months] : choice.months === "hijri" ? "en-GB-u-ca-islamic-umalqura" : "en-GB";
    const locale = `${base}${base.includes("-u-") ? "" : "-u"}-nu-${choice.lang === "ar" ? choice.digits : "latn"}`;
    this.days = new Intl.DateTimeFormat(locale, { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
    this.short = new Intl.DateTimeFormat(locale, { month: "short", year: "numeric", timeZone: "UTC" });
    this.date = new Intl.DateTimeFormat(locale, { day: "numeric", timeZone: "UTC" });
    this.week = new Intl.DateTimeFormat(locale, { weekday: choice.lang === "ar" ? "long" : "short", timeZone: "UTC" });
    this.time = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "UTC", timeZoneName: "short" });
    this.numbers = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
  }
  get rtl() { return this.choice.lang === "ar"; }
  t = (key: Key, fill: Record<string, string | number> = {}): string => {
    const { lang } = this.choice;
    const forms = TEXTS[lang][key].split("|");
    const form = FORMS[lang].indexOf(RULES[lang].select(Number(fill["n"])));
    return (forms[form] ?? forms.at(-1) ?? "").replace(/\{(\w+)\}/g, (_, name: string) => {
      const v = fill[name];
      return typeof v === "number" ? this.n(v) : v ?? "";
    });
  };
  n = (n: number) => this.numbers.format(n);
  word = (table: Record<string, [string, string]>, key: string) => table[key]?.[this.rtl ? 1 : 0] ?? key;
  /** The name of a state or body. */
  code = (code: string) => (CODES[code] ?? this.names.codes[code])?.[this.rtl ? 1 : 0] ?? code;
  /** What somebody is called: in English where a record has such a name and the reader reads English. */
  name = (of: { name: string; name_en?: string | null }): { text: string; lang: Lang } =>
    !this.rtl && of.name_en ? { text: of.name_en, lang: "en" } : { text: of.name, lang: "ar" };
  /** An office, which records name in English. */
  office = (english: string): { text: string; lang: Lang } => {
    const arabic = this.rtl ? this.names.offices[english] : undefined;
    return arabic ? { text: arabic, lang: "ar" } : { text: english, lang: "en" };
  };
  day = (iso: string | null | undefined): string => {
    if (!iso) return this.t("undated");
    const date = new Date(`${iso.slice(0, 10)}T00:00:00Z`);
    return Number.isNaN(date.getTime()) ? iso : this.days.format(date);
  };
  clock = (iso: string) => this.time.format(new Date(iso));
  month = (date: Date) => this.short.format(date);
  dayOfMonth = (date: Date) => this.date.format(date);
  weekday = (date: Date) => this.week.format(date);
  /** A year alone, by no calendar but the common one: records name offices' years so. */
  year = (year: number) => this.numbers.format(year).replace(/[^\p{Nd}]/gu, "");
  range = (start: string | null, end: string | null) => (start && end && start !== end ? `${this.day(start)} – ${this.day(end)}` : this.day(start));
}

export const ReaderContext = createContext<Reader>(null as never);
export const useReader = () => useContext(ReaderContext);

/** Marks of direction in a text of others could turn what stands around it; each becomes one visible sign, so that offsets hold. */
export const plain = (text: string) => text.replace(/[\u202A-\u202E\u2066-\u2069\u200E\u200F\u061C]/g, "\uFFFD");

/** An address that may be opened: nothing but the web. */
export function safe(url: string | null): string | null {
  if (!url) return null;
  try {
    const { protocol } = new URL(url);
    return protocol === "http:" || protocol === "https:" ? url : null;
  } catch { return null; }
}

export const daysBetween = (from: string, to: string) => Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
export const addDays = (day: string, n: number) => new Date(Date.parse(day) + n * 86_400_000).toISOString().slice(0, 10);
