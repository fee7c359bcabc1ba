// Keeps one small text in this browser under a name; draws nothing.
//
// data: {name, text}: "" keeps what lies there. State `stored`: what lay there before.

export default function ({ data, setStateValue }) {
  try {
    if (data.text) {
      localStorage.setItem(data.name, data.text);
      return;
    }
    const stored = localStorage.getItem(data.name);
    if (stored) setStateValue("stored", stored);
  } catch {
    // storage is forbidden here: it lasts as long as the visit
  }
}
