// The page's texts, Chinese first, from the hall's message catalogue.

let catalogue = { zh: {}, en: {} };
let language = localStorage.getItem("language") === "en" ? "en" : "zh";

/** Fetch the catalogue; the page is empty before. */
export async function loadTexts() {
  catalogue = await (await fetch("/api/texts")).json();
}

/** The text of a key in the page's language; an unknown key shows itself. */
export function t(key) {
  return tOr(key, key);
}

/** The text of a key, or the fallback where the catalogue has none. */
export function tOr(key, fallback) {
  return catalogue[language][`page.${key}`] ?? fallback;
}

/** The page's language out of a bilingual value. */
export function pick(bilingual) {
  return bilingual[language];
}

/** The other language out of a bilingual value. */
export function second(bilingual) {
  return bilingual[language === "zh" ? "en" : "zh"];
}

export function switchLanguage() {
  language = language === "zh" ? "en" : "zh";
  localStorage.setItem("language", language);
}

/** Fill every element of the static page that names a text. */
export function fillTexts() {
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  for (const element of document.querySelectorAll("[data-t]")) element.textContent = t(element.dataset.t);
  for (const element of document.querySelectorAll("[data-t-label]")) element.setAttribute("aria-label", t(element.dataset.tLabel));
}
