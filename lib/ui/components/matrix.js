// One matrix, large: a colour a cell, or lines between two columns of names. Part of others.
//
// A cell is one pixel of a small canvas that the browser enlarges, and the names are text of the
// page: so a picture of 126 × 126 cells is on the screen within a frame, its labels stay legible,
// and what does not fit scrolls under names that stand still.

const CELL = { least: 14, most: 34 };
const LINE = 26, WIDE = 260, SEEN = 0.02; // 连线: height of a name, width between, least weight
const CJK = /^[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]+$/;
const RED = "#c9402f", GREY = "#8a8580"; // as in lib/text/palette.py: WEIGHT and GREY

/**
 * Builds into `host`. `point(row | null)` follows the pointer, `choose(row)` a click or arrow key.
 * Returns {show(state), drawing()}. state: {names, apart: names that differ, values: Float32Array (n·n), full: the value of
 * the full colour, signed, row, style: "热力图" | "连线", told, tell(value): string}
 */
function matrixBox(host, point = () => {}, choose = null) {
  host.innerHTML = `
    <div class="scroll" tabindex="0" role="img">
      <div class="grid">
        <div class="corner" aria-hidden="true"><span>被看的键 →</span><span>看出去的查询 ↓</span></div>
        <div class="tops" aria-hidden="true"></div><div class="lefts" aria-hidden="true"></div>
        <div class="cells"><canvas></canvas><i class="row"></i><i class="spot"></i></div>
        <div class="rights" aria-hidden="true"></div>
      </div>
    </div>
    <output class="tip"></output>`;
  const [scroll, grid, tops, lefts, cells, canvas, rowMark, spot, rights, tip] = [
    ".scroll", ".grid", ".tops", ".lefts", ".cells", "canvas", ".row", ".spot", ".rights", ".tip",
  ].map((selector) => host.querySelector(selector));
  let state = null, named = null, cell = CELL.least, spotAt = null;

  const labels = (box, names, make) =>
    box.replaceChildren(...names.map((name) => {
      const span = document.createElement("span");
      span.textContent = name === " " ? "␣" : name;
      make?.(span, name);
      return span;
    }));

  function measure() {
    const n = state.names.length, lines = state.style === "连线";
    const room = scroll.clientWidth - lefts.offsetWidth - 2;
    cell = lines ? LINE : Math.max(CELL.least, Math.min(CELL.most, Math.floor(room / n)));
    grid.style.setProperty("--cell", `${cell}px`);
    grid.style.setProperty("--label", `${Math.max(10, Math.min(15, cell - 3))}px`);
    cells.style.height = `${n * cell}px`;
    cells.style.width = `${lines ? Math.max(120, Math.min(WIDE, room - rights.offsetWidth)) : n * cell}px`;
  }

  function show(next) {
    const before = state;
    state = next;
    const said = JSON.stringify([next.names, next.style]);
    if (said !== named) {
      named = said;
      host.classList.toggle("lines", next.style === "连线");
      labels(tops, next.names);
      labels(lefts, next.names);
      labels(rights, next.style === "连线" ? next.names : []);
      measure();
      scroll.scrollTo(0, 0);
    }
    if (next.style === "连线") paintLines();
    else paintCells();
    if (before?.row !== next.row || before.names !== next.names) markRow();
    scroll.setAttribute("aria-label", next.told);
    write();
  }

  const index = (value) => state.signed
    ? Math.round(127.5 + 127.5 * Math.max(-1, Math.min(1, value / state.full)))
    : Math.round(255 * Math.max(0, Math.min(1, value / state.full)));

  const table = () =>
    colours(host, state.signed ? "--st-chart-diverging-colors" : "--st-chart-sequential-colors");

  function paintCells() {
    const n = state.names.length;
    if (canvas.width !== n || canvas.height !== n) [canvas.width, canvas.height] = [n, n];
    const pen = canvas.getContext("2d"), image = pen.createImageData(n, n);
    const pixels = new Uint32Array(image.data.buffer), shades = pixelsOf(table());
    for (let k = 0; k < pixels.length; k++) pixels[k] = shades[index(state.values[k])];
    pen.putImageData(image, 0, 0);
    canvas.images = (canvas.images ?? 0) + 1;
  }

  /** Weights from SEEN up as [query, key, weight, strong], those that stand out last. */
  function strokes() {
    const n = state.names.length, all = [];
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++)
        if (state.values[i * n + j] >= SEEN)
          all.push([i, j, state.values[i * n + j], i === state.row]);
    return all.sort((a, b) => a[3] - b[3]);
  }

  function paintLines() {
    const n = state.names.length, scale = Math.min(devicePixelRatio || 1, 8000 / (n * LINE));
    const width = parseFloat(cells.style.width), height = n * LINE;
    [canvas.width, canvas.height] = [width * scale, height * scale];
    const pen = canvas.getContext("2d");
    pen.scale(scale, scale);
    pen.lineCap = "round";
    for (const [i, j, weight, strong] of strokes()) {
      pen.globalAlpha = strong ? 0.85 : 0.14;
      pen.strokeStyle = strong ? RED : GREY;
      pen.lineWidth = 0.4 + 9.6 * weight;
      pen.beginPath();
      pen.moveTo(4, (i + 0.5) * LINE);
      pen.lineTo(width - 4, (j + 0.5) * LINE);
      pen.stroke();
    }
    canvas.images = (canvas.images ?? 0) + 1;
  }

  function markRow() {
    rowMark.style.transform = `translateY(${state.row * cell}px)`;
    rowMark.hidden = state.row === null;
    [...lefts.children].forEach((span, i) => span.classList.toggle("chosen", i === state.row));
  }

  function write() {
    if (!spotAt || !state || spotAt[0] >= state.names.length || spotAt[1] >= state.names.length) {
      tip.textContent = "";
      spot.hidden = true;
      return;
    }
    const [i, j] = spotAt, value = state.values[i * state.names.length + j];
    tip.textContent = `从“${state.apart[i]}”看“${state.apart[j]}”：${state.tell(value, i)}`;
    spot.hidden = state.style === "连线";
    spot.style.transform = `translate(${j * cell}px, ${i * cell}px)`;
  }

  const rowAt = (event, box) => {
    const at = Math.floor((event.clientY - box.getBoundingClientRect().top) / cell);
    return state && at >= 0 && at < state.names.length ? at : null;
  };
  cells.onpointermove = (event) => {
    const i = rowAt(event, cells);
    const j = Math.floor((event.clientX - cells.getBoundingClientRect().left) / cell);
    const inside = i !== null && j >= 0 && j < state.names.length && state.style !== "连线";
    spotAt = inside ? [i, j] : null;
    write();
    point(i);
  };
  lefts.onpointermove = (event) => point(rowAt(event, lefts));
  cells.onpointerleave = lefts.onpointerleave = () => { spotAt = null; write(); point(null); };
  if (choose) {
    cells.onclick = lefts.onclick = (event) => {
      const row = rowAt(event, event.currentTarget);
      if (row !== null) choose(row);
    };
    scroll.onkeydown = (event) => {
      const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (!step || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      const last = state.names.length - 1;
      choose(Math.max(0, Math.min(last, (state.row ?? -1) + step)));
    };
  }
  host.classList.toggle("choosable", choose !== null);

  /** The whole picture as SVG, also what is scrolled away; names stacked or turned above. */
  function drawing() {
    const n = state.names.length, lines = state.style === "连线", style = getComputedStyle(host);
    const ink = style.color, font = style.fontFamily, size = Math.max(10, Math.min(15, cell - 3));
    const longest = Math.max(...state.names.map((name) => (CJK.test(name) ? 1 : 0.6) * name.length));
    const side = Math.ceil(longest * size) + 12, up = lines ? 0 : side;
    const width = lines ? parseFloat(cells.style.width) : n * cell;
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const put = (name, attributes, text) => {
      const made = document.createElementNS(svg.namespaceURI, name);
      for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
      if (text !== undefined) made.textContent = text;
      svg.append(made);
    };
    const write = (text, attributes) =>
      put("text", { fill: ink, "font-family": font, "font-size": size, ...attributes }, text);
    state.names.forEach((name, i) => {
      const middle = up + (i + 0.5) * cell;
      const bold = i === state.row ? { "font-weight": 700 } : {};
      write(name, { x: side - 6, y: middle, "text-anchor": "end", "dominant-baseline": "central", ...bold });
      if (lines)
        write(name, { x: side + width + 6, y: middle, "dominant-baseline": "central" });
      else if (CJK.test(name))
        [...name].reverse().forEach((c, k) =>
          write(c, { x: side + (i + 0.5) * cell, y: up - 6 - k * size, "text-anchor": "middle" }));
      else
        write(name, { transform: `translate(${side + (i + 0.5) * cell} ${up - 6}) rotate(-90)`, "dominant-baseline": "central" });
    });
    const shades = table();
    if (lines)
      for (const [i, j, weight, strong] of strokes())
        put("line", {
          x1: side + 4, y1: (i + 0.5) * cell, x2: side + width - 4, y2: (j + 0.5) * cell,
          stroke: strong ? RED : GREY, opacity: strong ? 0.85 : 0.14,
          "stroke-width": 0.4 + 9.6 * weight, "stroke-linecap": "round",
        });
    else {
      state.values.forEach((value, k) =>
        put("rect", {
          x: side + (k % n) * cell, y: up + Math.floor(k / n) * cell, width: cell, height: cell,
          fill: `rgb(${shades[index(value)]})`, "shape-rendering": "crispEdges",
        }));
      if (state.row !== null)
        put("rect", { x: side, y: up + state.row * cell, width, height: cell, fill: "none", stroke: ink, "stroke-width": 1.5 });
    }
    svg.setAttribute("width", side + width + (lines ? side : 0));
    svg.setAttribute("height", up + n * cell);
    return svg;
  }

  const observer = new ResizeObserver(() => {
    if (!state || !scroll.clientWidth) return;
    measure();
    if (state.style === "连线") paintLines();
    markRow();
  });
  observer.observe(host);
  canvas.drawing = drawing; // for the panel that saves pictures
  return { show, repaint: () => state && show(state), stop: () => observer.disconnect() };
}
