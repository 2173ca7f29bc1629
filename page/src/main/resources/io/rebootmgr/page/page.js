"use strict";
// Without this script the page is the same, and stands still. It is told only that there is something new, and fetches
// the part of the page that changes; all of that is text which the server has escaped.
(() => {
  const PAUSE = 1000;
  // What goes by the time, as who is overdue, is no news; and without a place among those who are told, nothing is.
  const AGE = 15000;
  const main = document.getElementById("main");
  const live = document.getElementById("live");
  let waiting = false;
  let again = false;
  let last = 0;

  const say = (text) => { if (live.textContent !== text) { live.textContent = text; } };

  // What stands out in the part that is replaced, to be found again in the new one.
  const mark = (element) => {
    if (!element || !main.contains(element)) { return null; }
    if (element.id) { return "#" + CSS.escape(element.id); }
    if (element.tagName === "A") { return "a[href=\"" + CSS.escape(element.getAttribute("href")) + "\"]"; }
    const name = ["aria-labelledby", "aria-label"].find((attribute) => element.hasAttribute(attribute));
    return name ? "[tabindex][" + name + "=\"" + CSS.escape(element.getAttribute(name)) + "\"]" : null;
  };

  const replace = (html) => {
    const fresh = new DOMParser().parseFromString(html, "text/html");
    const focused = mark(document.activeElement);
    const scrolled = [...main.querySelectorAll(".wide")].map((box) => box.scrollLeft);
    const chosen = main.querySelector("#state")?.value;
    const top = window.scrollY;
    main.replaceChildren(...fresh.body.childNodes);
    main.querySelectorAll(".wide").forEach((box, i) => { box.scrollLeft = scrolled[i] || 0; });
    const state = main.querySelector("#state");
    if (state && chosen !== undefined) { state.value = chosen; }
    if (focused) { main.querySelector(focused)?.focus({ preventScroll: true }); }
    window.scrollTo(window.scrollX, top);
  };

  const look = async () => {
    if (waiting) { again = true; return; }
    waiting = true;
    try {
      await new Promise((done) => setTimeout(done, Math.max(0, last + PAUSE - Date.now())));
      last = Date.now();
      const address = new URL(window.location.href);
      address.searchParams.set("part", "main");
      const answer = await fetch(address, { cache: "no-store" });
      if (answer.ok) {
        replace(await answer.text());
        document.dispatchEvent(new Event("look"));
      }
      say(answer.ok ? "Live." : "The page could not be read again: " + answer.status);
    } catch (e) {
      say("The page's server does not answer. What you see may be old.");
    } finally {
      waiting = false;
      if (again) { again = false; look(); }
    }
  };

  const follow = () => {
    const events = new EventSource("/events");
    events.addEventListener("look", look);
    events.addEventListener("error", () => {
      say("The page's server does not answer. What you see may be old.");
      // After some answers a browser does not try again by itself.
      if (events.readyState === EventSource.CLOSED) { setTimeout(follow, 5000); }
    });
  };
  follow();
  setInterval(() => { if (!document.hidden && Date.now() - last >= AGE) { look(); } }, PAUSE);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) { look(); } });
})();
