// Keeps the learner's progress in this browser; draws nothing.
//
// data: {record, erase}: the server's record as text ("" when empty), and a token that changes
// when the learner erases everything. State `stored`: what lay here before, sent once, so that
// Python can merge it. The server keeps nothing after the visit.

const KEY = "attention-progress";
const ERASED = "attention-progress-erased";
let seen = null; // the text that this tab wrote or sent last

export default function ({ data, setStateValue }) {
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
    setStateValue("stored", stored);
  } else if (data.record) {
    seen = data.record;
    try {
      localStorage.setItem(KEY, data.record);
    } catch {
      // full: the download still works
    }
  }
}
