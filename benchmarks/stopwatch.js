// Runs in the page before anything else. Looks at the page after every animation frame, so that a
// time is that of the frame in which something came onto the screen: also of what is drawn in the
// frame's own callbacks, which may stand behind ours.

window.stopwatch = (() => {
  const STILL = 30; // frames without a change: the picture stands
  const PATIENCE = 60_000; // ms without the change that is waited for: something is broken

  // Custom components live in shadow roots of their own.
  function find(selector) {
    for (const host of document.querySelectorAll('[data-testid="stBidiComponentIsolated"]')) {
      const found = host.shadowRoot?.querySelector(selector);
      if (found) return found;
    }
    return document.querySelector(selector);
  }

  // Every canvas counts what is drawn onto it: cheaper than to read its pixels in every frame.
  const { drawImage } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.drawImage = function (...args) {
    this.canvas.images = (this.canvas.images ?? 0) + 1;
    return drawImage.apply(this, args);
  };

  const state = () => document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState;

  // How many runs of the script have ended.
  let runs = 0;
  new MutationObserver(() => { if (state() === "notRunning") runs++; })
    .observe(document, { subtree: true, attributeFilter: ["data-test-script-state"] });

  // Each returns what it sees, or null while there is nothing to see.
  const PROBES = {
    hello: () => (find('a[href*="demo-uber-nyc"]') ? "shown" : null),
    // One image a head: changes whenever the overview is drawn again.
    overview: () => find("canvas[data-chosen]")?.images ?? null,
    sentence: () => find(".sentence button")?.parentElement.textContent ?? null,
    // The chosen head, large: counts how often it was painted.
    chart: () => find(".map canvas")?.images ?? null,
    // Which head and row are drawn large: written down in the frame that draws them.
    head: () => find(".heads")?.dataset.shown ?? null,
    script: () => runs,
    // The last choice that the server has answered; so short a run is not seen by `script`.
    answer: () => globalThis.attention?.given?.data.turn ?? null,
    count: () => document.querySelector('[data-testid="stText"]')?.textContent ?? null,
  };

  const after = new MessageChannel();
  const waiting = [];
  after.port1.onmessage = () => waiting.splice(0).forEach((go) => go());
  const frame = () => new Promise((go) => requestAnimationFrame(() => {
    waiting.push(go);
    after.port2.postMessage(null);
  }));
  const look = (names) => Object.fromEntries(names.map((name) => [name, PROBES[name]()]));

  async function shown(names) {
    const at = {};
    while (names.some((name) => !(name in at))) {
      await frame();
      if (performance.now() > PATIENCE) throw new Error(`not seen: ${JSON.stringify([names, at])}`);
      for (const name of names)
        if (!(name in at) && PROBES[name]() !== null) at[name] = Date.now();
    }
    return at;
  }

  async function quiet() {
    const started = performance.now();
    for (let still = 0, before = ""; still < STILL; ) {
      await frame();
      if (performance.now() - started > PATIENCE) throw new Error("the page does not come to rest");
      const now = JSON.stringify(look(["overview", "sentence", "chart", "count"]));
      still = now === before && state() === "notRunning" ? still + 1 : 0;
      before = now;
    }
  }

  /** kinds: the events of which the first one starts the clock. */
  function arm(names, kinds = ["click", "keydown"]) {
    stopwatch.result = new Promise((resolve, reject) => {
      const before = look(names), seen = {};
      const start = (event) => {
        if (event.type === "keydown" && event.key === "Shift") return;
        for (const kind of kinds) removeEventListener(kind, start, true);
        follow(event.timeStamp).then(resolve, reject);
      };
      for (const kind of kinds) addEventListener(kind, start, true);

      async function follow(started) {
        for (let still = 0; still < STILL; ) {
          await frame();
          const now = performance.now();
          if (now - started > PATIENCE) throw new Error(`no change seen: ${JSON.stringify(seen)}`);
          still = state() === "notRunning" && names.every((name) => seen[name]) ? still + 1 : 0;
          for (const name of names) {
            const sees = PROBES[name]();
            if (sees === null || sees === before[name]) continue;
            before[name] = sees;
            seen[name] = { first: seen[name]?.first ?? now - started, last: now - started };
            still = 0;
          }
        }
        return seen;
      }
    });
  }

  return { shown, quiet, arm, find };
})();
