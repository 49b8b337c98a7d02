// Brings the screen up to date, says when it last did, and turns its pages. Without it they are one list with a link to load it anew.
(() => {
  "use strict";

  const PATIENCE = 20_000; // a connection that hangs must not keep old figures looking fresh
  const { refresh, turn } = document.body.dataset;
  const told = document.querySelector(".screen-fresh");
  const button = document.querySelector("button[data-pause]");
  let shown = 0;
  let isTurning = !window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  let last = null; // by the server's clock; nothing until it has answered

  const pages = () => document.querySelectorAll(".screen-page");

  const show = () => {
    const all = pages();
    if (all.length) shown %= all.length;
    all.forEach((page, number) => {
      page.hidden = number !== shown;
    });
  };

  const tell = (isFresh) => {
    const time = last ? last.toLocaleTimeString(document.documentElement.lang, { hour12: false }) : "–";
    told.classList.toggle("is-stale", !isFresh);
    told.textContent = `${isFresh ? told.dataset.fresh : told.dataset.stale} ${time}`;
  };

  const bring = async () => {
    try {
      const patience = AbortSignal.timeout(PATIENCE);
      const answer = await fetch(window.location.href, { cache: "no-cache", signal: patience });
      if (!answer.ok) throw new Error(String(answer.status));
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const brought = page.querySelector(".screen-shown");
      if (!brought) throw new Error("another page");
      document.querySelector(".screen-shown").replaceWith(document.adoptNode(brought));
      const answered = new Date(answer.headers.get("Date") ?? NaN);
      last = Number.isNaN(answered.getTime()) ? new Date() : answered;
      show();
      tell(true);
    } catch {
      tell(false);
    }
  };

  if (button) {
    button.hidden = false;
    const label = () => {
      button.textContent = isTurning ? button.dataset.pause : button.dataset.go;
    };
    button.addEventListener("click", () => {
      isTurning = !isTurning;
      label();
    });
    label();
  }
  setInterval(bring, Number(refresh) * 1000);
  setInterval(() => {
    if (!isTurning) return;
    shown += 1;
    show();
  }, Number(turn) * 1000);
  document.documentElement.classList.add("is-turned");
  show();
  bring();
})();
