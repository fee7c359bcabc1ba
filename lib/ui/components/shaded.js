// The shaded sentence alone.
//
// data: {tokens: [{text, number, special, unknown}], weights: [number|null], query: int, label: string}

export default function ({ data, parentElement, setTriggerValue }) {
  let list = parentElement.querySelector(".sentence");
  if (!list) {
    list = document.createElement("div");
    parentElement.append(list);
  }
  const said = JSON.stringify(data.tokens);
  if (list.dataset.said !== said) {
    sentenceButtons(list, data.tokens, (i) => list.choose(i));
    list.dataset.said = said;
  }
  list.choose = (i) => setTriggerValue("picked", i);
  list.setAttribute("aria-label", data.label);
  const full = Math.max(...data.weights.filter((w) => w !== null), 1e-9);
  shadeSentence(list, data.weights, data.query, full);
  nameSentence(list, data.tokens, data.weights, data.query);
}
