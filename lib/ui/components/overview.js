// All layers × heads of one reading on one canvas. Click, tap or arrow keys choose a head.
//
// data: bytes. A 4-byte little-endian length, that many bytes of JSON
// {layers, heads, tokens, layer, head, labels}, then layers·heads·tokens² weights as uint8.

const GAP = 6, LEFT = 34, TOP = 20, LARGEST = 132, TALLEST = 640;

function unpack(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getUint32(0, true);
  const head = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
  return { ...head, weights: bytes.subarray(4 + length) };
}

// 256 colours from the theme's ten sequential colours.
function palette(style) {
  const colors = style.getPropertyValue("--st-chart-sequential-colors").match(/#[0-9a-f]{6}/gi);
  const rgb = colors.map((c) => [1, 3, 5].map((i) => parseInt(c.slice(i, i + 2), 16)));
  const table = new Uint32Array(256);
  for (let i = 0; i < 256; i++) {
    const at = (i / 255) * (rgb.length - 1), low = Math.min(Math.floor(at), rgb.length - 2);
    const [r, g, b] = rgb[low].map((c, k) => Math.round(c + (rgb[low + 1][k] - c) * (at - low)));
    table[i] = (255 << 24) | (b << 16) | (g << 8) | r;
  }
  return table;
}

export default function ({ data, parentElement, setTriggerValue }) {
  const maps = unpack(data);
  const { layers, heads, tokens } = maps;
  let canvas = parentElement.querySelector("canvas");
  if (!canvas) {
    canvas = document.createElement("canvas");
    canvas.tabIndex = 0;
    canvas.setAttribute("role", "img");
    const tip = document.createElement("output");
    parentElement.append(canvas, tip);
  }
  const tip = parentElement.querySelector("output");
  const host = canvas.parentElement ?? parentElement.host;
  let chosen = [maps.layer, maps.head], hover = null, tile = 0;

  const name = ([l, h]) => `第 ${l + 1} 层 · 第 ${h + 1} 头`;

  function draw() {
    const style = getComputedStyle(canvas);
    const width = (parentElement.host ?? parentElement).getBoundingClientRect().width;
    if (!width) return;
    const across = Math.floor((width - LEFT) / heads), down = Math.floor(TALLEST / layers);
    tile = Math.max(14, Math.min(LARGEST, across - GAP, down - GAP));
    const w = LEFT + heads * (tile + GAP), h = TOP + layers * (tile + GAP);
    const scale = window.devicePixelRatio || 1;
    canvas.width = w * scale;
    canvas.height = h * scale;
    canvas.style.width = `${w}px`;
    canvas.style.height = `${h}px`;
    const ctx = canvas.getContext("2d");
    ctx.scale(scale, scale);
    ctx.imageSmoothingEnabled = false;
    ctx.fillStyle = style.getPropertyValue("--st-text-color");
    ctx.font = `${heads > 8 ? 10 : 12}px ${style.getPropertyValue("--st-font")}`;
    ctx.textBaseline = "middle";
    ctx.textAlign = "center";
    for (let j = 0; j < heads; j++)
      ctx.fillText(heads > 8 ? j + 1 : `头 ${j + 1}`, LEFT + j * (tile + GAP) + tile / 2, TOP / 2);
    ctx.textAlign = "left";
    for (let i = 0; i < layers; i++)
      ctx.fillText(heads > 8 ? i + 1 : `层 ${i + 1}`, 0, TOP + i * (tile + GAP) + tile / 2);

    const table = palette(style);
    const small = new OffscreenCanvas(tokens, tokens), smallCtx = small.getContext("2d");
    const image = smallCtx.createImageData(tokens, tokens);
    const pixels = new Uint32Array(image.data.buffer);
    for (let i = 0; i < layers; i++)
      for (let j = 0; j < heads; j++) {
        const from = (i * heads + j) * tokens * tokens;
        for (let k = 0; k < pixels.length; k++) pixels[k] = table[maps.weights[from + k]];
        smallCtx.putImageData(image, 0, 0);
        const x = LEFT + j * (tile + GAP), y = TOP + i * (tile + GAP);
        ctx.drawImage(small, x, y, tile, tile);
        const isChosen = i === chosen[0] && j === chosen[1];
        const isHover = hover && i === hover[0] && j === hover[1];
        ctx.lineWidth = isChosen ? 3 : 1;
        ctx.strokeStyle = style.getPropertyValue(
          isChosen ? "--st-primary-color" : isHover ? "--st-text-color" : "--st-border-color");
        const out = isChosen ? 1.5 : 0.5;
        ctx.strokeRect(x - out, y - out, tile + 2 * out, tile + 2 * out);
      }
    canvas.setAttribute("aria-label",
      `${layers} 层 × ${heads} 头的注意力缩略图，现在选中${name(chosen)}。用方向键换头。`);
    canvas.dataset.chosen = chosen.map((n) => n + 1).join("-");
    tip.textContent = hover ? (maps.labels[hover[0]]?.[hover[1]] ?? name(hover)) : "";
  }

  function at(event) {
    const box = canvas.getBoundingClientRect();
    const j = Math.floor((event.clientX - box.left - LEFT) / (tile + GAP));
    const i = Math.floor((event.clientY - box.top - TOP) / (tile + GAP));
    return i >= 0 && i < layers && j >= 0 && j < heads ? [i, j] : null;
  }

  function choose(cell) {
    if (!cell || (cell[0] === chosen[0] && cell[1] === chosen[1])) return;
    chosen = cell;
    draw();
    setTriggerValue("picked", { layer: cell[0] + 1, head: cell[1] + 1 });
  }

  canvas.onclick = (event) => choose(at(event));
  canvas.onpointermove = (event) => {
    const cell = at(event);
    if (String(cell) === String(hover)) return;
    hover = cell;
    canvas.style.cursor = cell ? "pointer" : "default";
    draw();
  };
  canvas.onpointerleave = () => { hover = null; draw(); };
  canvas.onkeydown = (event) => {
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
    const move = step[event.key];
    if (!move) return;
    event.preventDefault();
    choose([
      Math.min(layers - 1, Math.max(0, chosen[0] + move[0])),
      Math.min(heads - 1, Math.max(0, chosen[1] + move[1])),
    ]);
  };

  draw();
  const observer = new ResizeObserver(draw);
  observer.observe(parentElement.host ?? parentElement);
  return () => observer.disconnect();
}
