// What is chosen, between Python (through choice.js) and the pictures; draws nothing. The pictures
// change before Python hears: it is told once, when the choice has stood for a moment.

const STILL = 250; // ms
const PATIENCE = 10_000; // ms until an answer that does not come is no longer waited for
const chosen = (globalThis.attention ??= {});

chosen.hear ??= (() => {
  let waiting = null, timer = 0;
  document.addEventListener("attention-picked", ({ detail }) => {
    clearTimeout(timer);
    waiting = Date.now();
    timer = setTimeout(
      () => chosen.given.setTriggerValue("picked", { ...detail, turn: waiting }), STILL);
  });
  return (given) => {
    const { data } = given;
    // What stood in for the boxes before they came says nothing after them.
    if (data.first && chosen.given && !chosen.given.data.first) return;
    chosen.given = given;
    // An answer to an earlier choice must not undo a later one.
    if (waiting === null || data.turn === waiting || Date.now() - waiting > PATIENCE) {
      waiting = null;
      chosen.choice = data;
      document.dispatchEvent(new CustomEvent("attention-choice"));
    }
  };
})();
if (chosen.given) chosen.hear(chosen.given);
