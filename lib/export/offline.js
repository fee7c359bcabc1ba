// The page that a learner takes along: the overview of all heads, and one head large with its tokens.
// `unwrap`, `inflate`, `thumbnails` and the elements stand in the page before this (offline.py).

const { tokens, apart, query, labels } = JSON.parse(document.getElementById("words").textContent);
const text = document.getElementById("bytes").textContent;
const [maps, packed] = unwrap(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)));
const weights = await inflate(packed), n = tokens.length;
Object.assign(maps, { weights, labels });
const heat = document.getElementById("heat"), tip = document.getElementById("tip");
const SIDE = 84, TOP = 84;
let chosen = [maps.layer, maps.head], cell = null;

// A byte is 255·√weight.
const weight = (q, k) =>
  (weights[((chosen[0] * maps.heads + chosen[1]) * n + q) * n + k] / 255) ** 2;

function draw() {
  const style = getComputedStyle(document.documentElement), scale = devicePixelRatio || 1;
  const size = Math.max(9, Math.min(26, Math.floor((heat.parentElement.clientWidth - SIDE) / n)));
  const width = SIDE + n * size, height = TOP + n * size;
  Object.assign(heat, { width: width * scale, height: height * scale });
  Object.assign(heat.style, { width: `${width}px`, height: `${height}px` });
  heat.dataset.size = size;
  const ctx = heat.getContext("2d");
  ctx.scale(scale, scale);
  ctx.font = `${Math.min(14, size)}px ${style.getPropertyValue("--st-font")}`;
  ctx.fillStyle = style.getPropertyValue("--st-text-color");
  ctx.textBaseline = "middle";
  tokens.forEach((token, i) => {
    ctx.textAlign = "right";
    ctx.fillText(token, SIDE - 6, TOP + (i + 0.5) * size);
    ctx.save();
    ctx.translate(SIDE + (i + 0.5) * size, TOP - 6);
    ctx.rotate(-Math.PI / 2);
    ctx.textAlign = "left";
    ctx.fillText(token, 0, 0);
    ctx.restore();
  });
  let largest = 1e-9;
  for (let q = 0; q < n; q++) for (let k = 0; k < n; k++) largest = Math.max(largest, weight(q, k));
  const ink = style.getPropertyValue("--heat");
  for (let q = 0; q < n; q++)
    for (let k = 0; k < n; k++) {
      ctx.fillStyle = `rgb(${ink} / ${weight(q, k) / largest})`;
      ctx.fillRect(SIDE + k * size, TOP + q * size, size - 1, size - 1);
    }
  ctx.strokeStyle = style.getPropertyValue("--st-border-color");
  ctx.strokeRect(SIDE - 0.5, TOP - 0.5, n * size, n * size);
  document.getElementById("which").textContent =
    `第 ${chosen[0] + 1} 层 · 第 ${chosen[1] + 1} 头　${labels[chosen[0]][chosen[1]]}`;
  say(cell ?? [query, best(query)]);
}

const best = (q) => tokens.reduce((top, _, k) => (weight(q, k) > weight(q, top) ? k : top), 0);

function say([q, k]) {
  tip.textContent = `从“${apart[q]}”看“${apart[k]}”：约 ${(100 * weight(q, k)).toFixed(1)}%`;
}

heat.onpointermove = (event) => {
  const box = heat.getBoundingClientRect(), size = Number(heat.dataset.size);
  const k = Math.floor((event.clientX - box.left - SIDE) / size);
  const q = Math.floor((event.clientY - box.top - TOP) / size);
  if (q < 0 || k < 0 || q >= n || k >= n) return;
  cell = [q, k];
  say(cell);
};

const all = thumbnails(
  document.getElementById("overview"),
  (hover) => all.show(maps, chosen, hover),
  (picked) => {
    chosen = picked;
    all.show(maps, chosen, null);
    draw();
  },
);
addEventListener("resize", draw);
all.show(maps, chosen, null);
draw();
