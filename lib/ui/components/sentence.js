// The sentence itself, each token a button, shaded by the weight that the chosen one gives it.
// Part of other components.

// What is in a button does not inherit its shade: a quarter less style to work out.
try {
  CSS.registerProperty({ name: "--strength", syntax: "<percentage>", inherits: false, initialValue: "0%" });
} catch { /* registered before */ }

/** Fills `list` with a button a token. `choose(i)` at a click, `point(i | null)` under the pointer. */
function sentenceButtons(list, tokens, choose, point = () => {}) {
  list.classList.add("sentence");
  list.setAttribute("role", "group");
  list.replaceChildren(...tokens.map((token, i) => {
    const button = document.createElement("button");
    const text = document.createElement("span");
    text.textContent = token.text === " " ? "␣" : token.text; // textContent: never parsed as HTML
    const number = document.createElement("small");
    number.setAttribute("aria-hidden", "true"); // a value, not the button's label: the name says it too
    button.append(text, number);
    button.dataset.at = i;
    button.classList.toggle("special", token.special);
    button.classList.toggle("unknown", token.unknown);
    if (token.unknown) button.title = "这个字不在词表里，模型看到的是 [UNK]";
    button.onclick = () => choose(i);
    button.onpointerenter = () => point(i);
    return button;
  }));
  list.onpointerleave = () => point(null);
}

/** Shades the buttons. weights: a number a token, or null; `full`: the weight of the full colour. */
function shadeSentence(list, weights, query, full) {
  [...list.children].forEach((button, i) => {
    const strength = weights[i] === null ? 0 : Math.min(1, weights[i] / full);
    button.style.setProperty("--strength", `${Math.round(strength * 100)}%`);
    button.classList.toggle("query", i === query);
  });
}

/** The same in numbers and names. By itself, as the browser sets the whole sentence anew then. */
function nameSentence(list, tokens, weights, query) {
  tokens.forEach((token, i) => {
    const button = list.children[i], number = button.lastChild, weight = weights[i];
    // Written by the style sheet: who steers by voice says “书”, not “书 75%”.
    const share = weight === null ? "" : `${Math.round(weight * 100)}%`;
    if (number.dataset.share !== share) number.dataset.share = share;
    button.setAttribute("aria-pressed", String(i === query));
    button.setAttribute("aria-label", `${button.firstChild.textContent}，${token.number} 号词元`
      + (token.unknown ? "，模型不认识" : "")
      + (weight === null ? "" : `，权重 ${(weight * 100).toFixed(1)}%`));
  });
}
