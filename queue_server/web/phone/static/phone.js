// Looks at the ticket again every few seconds, and draws attention when its number is called.
"use strict";

(() => {
  const { dataset } = document.currentScript;
  const LONGEST_S = 120;
  const SHORTEST_MS = 2000;
  const VIBRATE_MS = [400, 200, 400, 200, 800];
  const main = document.getElementById("main");
  const updated = document.getElementById("updated");
  let { version, tag, time } = dataset;
  let poll = Number(dataset.poll);
  let failures = 0;
  let timer = 0;
  let asked = Date.now();
  let busy = false;

  function say(text, stale) {
    updated.textContent = text.replace("{time}", time);
    updated.classList.toggle("stale", stale);
  }

  function attend(title) {
    // Browsers allow it only after the page was touched; the colours change in any case.
    if (navigator.vibrate && (!navigator.userActivation || navigator.userActivation.hasBeenActive)) navigator.vibrate(VIBRATE_MS);
    window.scrollTo(0, 0);
    let turns = 12;
    const blink = setInterval(() => {
      document.title = turns % 2 ? title : "◆ " + title;
      if (!turns--) clearInterval(blink);
    }, 500);
  }

  function show(answer) {
    failures = 0;
    time = answer.time;
    poll = answer.poll;
    say(dataset.updated, false);
    if (answer.main === undefined) return;
    version = answer.version;
    main.innerHTML = answer.main;
    document.title = answer.title;
    if (answer.tag && answer.tag !== tag) attend(answer.title);
    tag = answer.tag;
    if (poll === null) updated.closest("footer").querySelectorAll("#updated, .keep").forEach((line) => line.remove());
  }

  async function look() {
    if (busy) return;
    busy = true;
    clearTimeout(timer);
    asked = Date.now();
    let wait = poll;
    try {
      const query = new URLSearchParams({ v: version, lang: dataset.lang });
      const answer = await fetch(`${dataset.state}?${query}`, { cache: "no-store", credentials: "omit" });
      if (answer.status === 404) return location.reload();
      if (!answer.ok) throw new RangeError(answer.headers.get("Retry-After") || "");
      show(await answer.json());
      wait = poll;
    } catch (error) {
      failures += 1;
      if (failures > 1) say(dataset.stale, true);
      // A little apart, so that a hall full of phones does not come back in one moment.
      wait = Math.max(Number(error.message) || 0, Math.min(LONGEST_S, poll * 2 ** (failures - 1))) * (1 + Math.random() / 4);
    } finally {
      busy = false;
    }
    if (wait !== null) timer = setTimeout(look, wait * 1000);
  }

  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && poll !== null && Date.now() - asked > SHORTEST_MS) look();
  });
  window.addEventListener("online", () => poll !== null && look());
  if (tag) attend(document.title);
  timer = setTimeout(look, poll * 1000);
})();
