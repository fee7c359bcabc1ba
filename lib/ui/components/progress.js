// Keeps the learner's progress in this browser; draws nothing.
//
// data: {record, erase, visit}: the server's record as text ("" when empty), a token that changes
// when the learner erases everything, and the visit's own name. State `stored`: {visit, record},
// what lay here before, sent once a visit, so that Python can merge it. The server keeps nothing
// after the visit: one that restarts under an open page knows nothing, and is told again.

const KEY = "attention-progress";
const ERASED = "attention-progress-erased";
let seen = null; // the text that this tab wrote or sent last
let visit = null; // to whom

export default function ({ data, setStateValue }) {
  if (data.visit !== visit) {
    visit = data.visit;
    seen = null;
  }
  let stored;
  try {
    if (data.erase && sessionStorage.getItem(ERASED) !== data.erase) {
      sessionStorage.setItem(ERASED, data.erase);
      localStorage.removeItem(KEY);
    }
    stored = localStorage.getItem(KEY) ?? "";
  } catch {
    return; // storage is forbidden here: progress lasts as long as the visit
  }
  if (stored === data.record) {
    seen = stored;
  } else if (stored && stored !== seen) {
    // From an earlier visit or another tab: merge before anything is overwritten.
    seen = stored;
    setStateValue("stored", { visit, record: stored });
  } else if (data.record) {
    seen = data.record;
    try {
      localStorage.setItem(KEY, data.record);
    } catch {
      // full: the download still works
    }
  }
}
