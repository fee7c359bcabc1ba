// The sentence itself, each token shaded by the weight that the chosen one gives it.
//
// data: {tokens: [{text, number, special, unknown}], weights: [number|null], query: int, label: string}

export default function ({ data, parentElement, setTriggerValue }) {
  let list = parentElement.querySelector(".sentence");
  if (!list) {
    list = document.createElement("div");
    list.className = "sentence";
    list.setAttribute("role", "group");
    parentElement.append(list);
  }
  list.setAttribute("aria-label", data.label);
  const largest = Math.max(...data.weights.filter((w) => w !== null), 1e-9);
  const focused = list.contains(parentElement.activeElement ?? null) && parentElement.activeElement.dataset.at;
  list.replaceChildren(...data.tokens.map((token, i) => {
    const button = document.createElement("button");
    const weight = data.weights[i];
    const text = document.createElement("span");
    text.textContent = token.text === " " ? "␣" : token.text;  // textContent: never parsed as HTML
    const number = document.createElement("small");
    number.textContent = weight === null ? "" : `${Math.round(weight * 100)}%`;
    number.setAttribute("aria-hidden", "true");  // the name says it: what is seen is what can be said
    button.append(text, number);
    button.dataset.at = i;
    button.className = [
      i === data.query ? "query" : "", token.special ? "special" : "", token.unknown ? "unknown" : "",
    ].join(" ");
    if (weight !== null)
      button.style.setProperty("--strength", `${Math.round((weight / largest) * 100)}%`);
    if (token.unknown) button.title = "这个字不在词表里，模型看到的是 [UNK]";
    button.setAttribute("aria-pressed", String(i === data.query));
    button.setAttribute("aria-label",
      `${text.textContent}，${token.number} 号词元${weight === null ? "" : `，权重 ${(weight * 100).toFixed(1)}%`}`);
    button.onclick = () => setTriggerValue("picked", i);
    return button;
  }));
  if (focused) list.children[focused]?.focus();
}
