// A line of arithmetic in which numbers can be clicked back to where they come from.
//
// data: {lines: [[{text, source}]], label}: `source` is an index that is sent back, or null.
// Trigger `source`.

export default function ({ data, parentElement, setTriggerValue }) {
  const list = document.createElement("ol");
  list.setAttribute("aria-label", data.label);
  for (const line of data.lines) {
    const item = document.createElement("li");
    for (const { text, source } of line) {
      if (source === null) {
        item.append(text);
        continue;
      }
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = text;
      button.title = "这个数从哪来？";
      button.onclick = () => setTriggerValue("source", source);
      item.append(button);
    }
    list.append(item);
  }
  parentElement.replaceChildren(list);
}
