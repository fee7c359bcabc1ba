// One sentence under all heads: itself, shaded; every head as a thumbnail; one head, large.
//
// data: wrapped bytes. JSON: {id, layers, heads, tokens: [{text, shown, apart, number, special, unknown}],
// hidden, least, labels, evidence}; `shown`: “〈體〉” where the model does not know 體; `apart`: “书·16” where there are more 书;
// labels[layer][head] and evidence alike are texts. The rest, deflated: layers·heads·n² weights as
// 255·√weight; and where tokens are hidden, layers·heads·n times how much of each row is left.
// What is under the pointer is shown at once, from these bytes. A click keeps it, and choice.js
// tells Python.

const SQUARED = Float32Array.from({ length: 256 }, (_, b) => (b / 255) ** 2);

async function unpack(bytes) {
  const [maps, packed] = unwrap(bytes);
  const plain = await inflate(packed);
  const n = maps.tokens.length, all = maps.layers * maps.heads * n * n;
  const kept = maps.hidden ? plain.subarray(all) : null;
  return { ...maps, n, weights: plain.subarray(0, all), kept, names: maps.tokens.map((t) => t.shown), apart: maps.tokens.map((t) => t.apart) };
}

/** The row in words, as read_aloud in head_view.py writes it. Returns nodes, never HTML. */
function aloud(maps, row, query, exact) {
  const about = exact ? "" : "约 ";
  const best = [...row.keys()].sort((a, b) => row[b] - row[a] || a - b)
    .slice(0, 4).filter((i) => row[i] >= 0.005);
  const nodes = [`从“${maps.apart[query]}”看出去：`];
  best.forEach((i, k) => {
    const bold = document.createElement("b");
    bold.textContent = percent(row[i]);
    nodes.push(`${k ? "，" : ""}“${maps.apart[i]}” ${about}`, bold);
  });
  const rest = row.reduce((sum, w) => sum + w, 0) - best.reduce((sum, i) => sum + row[i], 0);
  if (!best.length && rest < 0.005) nodes.push("几乎没有");
  nodes.push(rest >= 0.005 ? `${best.length ? "，其余" : ""}一共 ${about}${percent(rest)}。` : "。");
  return nodes;
}

function build(root) {
  const page = document.createElement("div");
  page.className = "heads";
  page.innerHTML = `
    <div class="words"></div><p class="aloud" aria-live="polite"></p>
    <section><h3>所有的头</h3><div class="thumbnails"></div></section>
    <section class="one"><h3 class="name"></h3><p class="evidence"></p><div class="map"></div></section>`;
  root.append(page);
  const find = (name) => page.querySelector(name);
  const [words, said, name, evidence] = [".words", ".aloud", ".name", ".evidence"].map(find);
  let maps = null, choice = null, overHead = null, overRow = null, drawn = "";
  let frame = 0, changed = false, unsaid = null;

  const clamp = (value, end) => Math.max(0, Math.min(end - 1, value));
  // Pictures in the next frame, words in the first one after it in which no picture is asked for:
  // to set the words takes as long as to draw the pictures, and these follow the pointer.
  const later = () => { changed = true; frame ||= requestAnimationFrame(next); };
  function next() {
    frame = 0;
    if (!changed) return say();
    draw();
    if (unsaid) frame = requestAnimationFrame(next);
  }
  const keep = (change) => {
    if (!choice || Object.entries(change).every(([key, value]) => choice[key] === value)) return;
    choice = { ...choice, ...change, row: null };
    const { layer, head, query } = choice;
    // A word keeps the character that was chosen in it as long as the word is the same.
    const token = query === globalThis.attention?.choice?.query ? null : maps.tokens[query].number;
    const detail = { layer, head, token };
    document.dispatchEvent(new CustomEvent("attention-picked", { detail }));
    later();
  };
  const row = (i) => { if (i !== overRow) { overRow = i; later(); } };
  const all = thumbnails(find(".thumbnails"),
    (cell) => { overHead = cell; later(); }, ([layer, head]) => keep({ layer, head }));
  const map = matrixBox(find(".map"), row, (query) => keep({ query }));
  find(".thumbnails canvas").dataset.picture = "overview"; // for the panel that saves pictures
  find(".map canvas").dataset.picture = "head";

  function heard() {
    choice = globalThis.attention?.choice ?? choice;
    later();
  }
  document.addEventListener("attention-choice", heard);

  /** The weights of one head as numbers: (n·n). */
  function matrixOf(layer, head) {
    const { n, heads, weights } = maps, from = (layer * heads + head) * n * n;
    const values = new Float32Array(n * n);
    for (let k = 0; k < values.length; k++) values[k] = SQUARED[weights[from + k]];
    return values;
  }

  function keptNote(left) {
    if (left === null) return "";
    if (left < maps.least)
      return `这一行几乎全给了藏起的 [CLS]、[SEP]，剩下不到 ${percent(maps.least)}：照原样画，不放大。`;
    return `这一行有 ${percent(1 - left)} 给了藏起的 [CLS]、[SEP]；这里把剩下的 ${percent(left)} 当作 100%。`;
  }

  function draw() {
    changed = false;
    if (!maps || !choice || !page.clientWidth) return;
    const { n, heads } = maps;
    const kept = [clamp(choice.layer, maps.layers), clamp(choice.head, heads)];
    const [layer, head] = overHead ?? kept;
    const query = clamp(overRow ?? choice.query, n);
    const here = layer === kept[0] && head === kept[1] && query === choice.query;
    const exact = here && choice.row?.length === n;
    const values = matrixOf(layer, head);
    const weights = exact ? choice.row.map((parts) => parts / 1e4) : Array.from(values.subarray(query * n, query * n + n));
    const floor = maps.hidden ? maps.least : 1e-9; // what is nearly nothing is not blown up
    const left = maps.kept ? SQUARED[maps.kept[(layer * heads + head) * n + query]] : null;

    const title = `第 ${layer + 1} 层 · 第 ${head + 1} 头`;
    // The canvases first: they ask for the theme's colours, for which the browser would work out the
    // style of all that has changed.
    all.show(maps, kept, overHead, choice.stars);
    let most = 0;
    for (let k = 1; k < values.length; k++) if (values[k] > values[most]) most = k;
    map.show({
      names: maps.names, apart: maps.apart, values, full: Math.max(values[most], floor), signed: false, row: query,
      style: choice.style, tell: (value) => `约 ${percent(value)}`,
      told: `${title}，${n} 行 ${n} 列的注意力，最大的是从${maps.apart[Math.floor(most / n)]}到`
        + `${maps.apart[most % n]}，约 ${percent(values[most])}`,
    });
    shadeSentence(words, weights, query, Math.max(...weights, floor));
    page.dataset.shown = [layer + 1, head + 1, query].join("-");
    page.dataset.exact = false; // not all of it yet
    unsaid = { layer, head, query, title, weights, exact, left };
  }

  function say() {
    if (!unsaid) return;
    const { layer, head, query, title, weights, exact, left } = unsaid;
    unsaid = null;
    name.textContent = title;
    const bold = document.createElement("b");
    bold.textContent = maps.labels[layer][head];
    evidence.replaceChildren(bold, ` — ${maps.evidence[layer][head]}`);
    said.replaceChildren(...aloud(maps, weights, query, exact), keptNote(left));
    words.setAttribute("aria-label",
      `${title}，从“${maps.apart[query]}”看出去，各处得到的权重。点一处，改从那里看。`);
    nameSentence(words, maps.tokens, weights, query);
    find(".map canvas").dataset.file = `attention-layer${layer + 1}-head${head + 1}`;
    page.dataset.exact = exact;
  }

  function show() {
    draw();
    say();
  }

  return {
    async take(bytes) {
      const next = await unpack(bytes);
      if (next.id === maps?.id) return;
      [maps, overHead, overRow, unsaid] = [next, null, null, null];
      if (JSON.stringify(next.tokens) !== drawn) {
        drawn = JSON.stringify(next.tokens);
        sentenceButtons(words, next.tokens, (query) => keep({ query }), row);
      }
      heard();
    },
    show,
    stop() {
      document.removeEventListener("attention-choice", heard);
      all.stop();
      map.stop();
    },
  };
}

const views = new WeakMap();

export default function ({ data, parentElement }) {
  let view = views.get(parentElement);
  if (!view || !parentElement.querySelector(".heads")) {
    view = build(parentElement);
    views.set(parentElement, view);
  }
  view.take(data).then(view.show);
  return () => setTimeout(() => { if (!parentElement.isConnected) view.stop(); });
}
