// A line of arithmetic in which numbers can be clicked back to where they come from.
//
// data: {lines: [[{text, source}]], label}: `source` is an index that is sent back, or null.
// Trigger `source`.

export default function ({ data, parentElement, setTriggerValue }) {
  let list = parentElement.querySelector("ul");
  if (!list) {
    list = document.createElement("ul");
    list.setAttribute("role", "list");  // Safari forgets that a list without bullets is one
    parentElement.append(list);  // beside the styles, which lie in the same element
  }
  list.setAttribute("aria-label", data.label);
  list.replaceChildren(...data.lines.map((line) => {
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
    return item;
  }));
}
