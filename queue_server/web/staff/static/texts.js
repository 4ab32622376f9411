// The page's texts and times, Chinese first, in the hall's own time zone.

import { say, set } from "./dom.js";

const STORED = "paihao-staff-language";
let catalogue = { zh: {}, en: {} };
let language = recall(STORED) === "en" ? "en" : "zh";
let zone = "Asia/Shanghai";

/** Take the catalogue and the hall's zone from the server. */
export function useTexts(texts, timezone) {
  catalogue = texts;
  zone = timezone;
}

/** The text of a key in the page's language with its placeholders filled in. */
export function t(key, values = {}) {
  return tOr(key, key, values);
}

/** The same, with a fallback where the catalogue has no such key. */
export function tOr(key, fallback, values = {}) {
  const text = catalogue[language][key] ?? fallback;
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** The page's language: "zh" or "en". */
export { current as language };
const current = () => language;

/** The page's language out of a bilingual value. */
export const pick = (bilingual) => bilingual[language];

/** Change to the other language and tell the page. */
export function switchLanguage() {
  language = language === "zh" ? "en" : "zh";
  remember(STORED, language);
  fillTexts();
  document.dispatchEvent(new CustomEvent("language"));
}

/** Fill every element of the static page that names a text. */
export function fillTexts() {
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  for (const element of document.querySelectorAll("[data-t]")) say(element, t(element.dataset.t));
  for (const element of document.querySelectorAll("[data-t-label]")) set(element, "aria-label", t(element.dataset.tLabel));
}

/** Hours and minutes of an ISO time; another day than `today` is named. */
export function clock(iso, today) {
  const time = new Date(iso);
  const hours = time.toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone });
  // Swedish writes dates as ISO does.
  if (today === undefined || time.toLocaleDateString("sv-SE", { timeZone: zone }) === today) return hours;
  const locale = language === "zh" ? "zh-CN" : "en-GB";
  return `${time.toLocaleDateString(locale, { month: "short", day: "numeric", timeZone: zone })} ${hours}`;
}

/** A running time, as 04:07 or 1:02:09. */
export function stopwatch(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const two = (value) => String(value).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  return `${hours ? `${hours}:` : ""}${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/** How long ago, in words. */
export function age(milliseconds) {
  const minutes = Math.floor(milliseconds / 60000);
  if (minutes < 1) return t("age.now");
  if (minutes < 60) return t("age.minutes", { count: minutes });
  if (minutes < 48 * 60) return t("age.hours", { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
  return t("age.days", { count: Math.floor(minutes / 60 / 24) });
}

/** A setting of this browser; null when there is none or the browser keeps none. */
export function recall(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** Keep a setting of this browser, where it may be kept. */
export function remember(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // A browser that keeps nothing asks again next time.
  }
}
