// Carries the choice of a head and a row between the page and Python; draws nothing.
//
// data: {layer, head, query, row, style, stars, turn}, counted from 0; stars: [layer, head] of those
// that are looked for, the best first; row: the exact weights of the
// chosen row, in ten-thousandths; turn: the last choice of this page that Python has heard of. The pictures change
// before Python hears: it is told once, when the choice has stood for a moment.

const STILL = 250; // ms
const PATIENCE = 10_000; // ms until an answer that does not come is no longer waited for
const shared = (globalThis.attention ??= { choice: null, waiting: null, timer: 0 });

export default function ({ data, setTriggerValue }) {
  // An answer to an earlier choice must not undo a later one.
  const late = Date.now() - shared.waiting > PATIENCE;
  if (shared.waiting === null || data.turn === shared.waiting || late) {
    shared.waiting = null;
    shared.choice = data;
    document.dispatchEvent(new CustomEvent("attention-choice"));
  }
  const tell = ({ detail }) => {
    clearTimeout(shared.timer);
    shared.waiting = Date.now();
    shared.timer = setTimeout(
      () => setTriggerValue("picked", { ...detail, turn: shared.waiting }), STILL);
  };
  document.addEventListener("attention-picked", tell);
  return () => document.removeEventListener("attention-picked", tell);
}
