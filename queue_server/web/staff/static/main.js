// Starts the page: the texts, then the desk, or the log-in when nobody is logged in at this browser.

import { get } from "./api.js";
import { Desk } from "./desk.js";
import { byId } from "./dom.js";
import { LogIn } from "./login.js";
import { complain } from "./notices.js";
import { fillTexts, switchLanguage, useTexts } from "./texts.js";

const AGAIN_MS = 2000;

const pause = () => new Promise((done) => setTimeout(done, AGAIN_MS));

/** Ask until there is an answer: the server may be starting. */
async function insist(ask) {
  byId("opening-late").hidden = true;
  for (;;) {
    try {
      return await ask();
    } catch (problem) {
      if (problem.status === 401) throw problem;
      byId("opening-late").hidden = false;
      await pause();
    }
  }
}

async function enter(logIn) {
  byId("opening").hidden = false;
  try {
    await insist(() => new Desk((reason) => logIn.open(reason)).open());
  } catch (problem) {
    if (problem.status !== 401) complain(problem, null);
    logIn.open();
  } finally {
    byId("opening").hidden = true;
  }
}

const welcome = await insist(() => get("/welcome"));
useTexts(welcome.texts, welcome.hall.timezone);
fillTexts();
for (const button of document.querySelectorAll("[data-language]")) button.addEventListener("click", switchLanguage);
const logIn = new LogIn(welcome.hall, () => enter(logIn));
if (welcome.signed_in) await enter(logIn);
else logIn.open();
byId("opening").hidden = true;
