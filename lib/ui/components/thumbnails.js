// All layers × heads of one reading on one canvas. Part of another component.

const GAP = 6, LEFT = 34, TOP = 20, LARGEST = 132, TALLEST = 640;

/** `point([layer, head] | null)` follows the pointer, `choose([layer, head])` clicks and arrows. */
function thumbnails(host, point, choose) {
  host.innerHTML = `<canvas tabindex="0" role="img"></canvas><output class="tip"></output>`;
  const [canvas, tip] = host.children;
  const ground = document.createElement("canvas"); // the tiles; the outlines change more often
  let maps = null, chosen = [0, 0], hover = null, stars = new Map(), tile = 0, atlas = null, painted = "";

  // What is looked for: the best head is ★1.
  const star = (key) => `★${stars.get(key)}`;
  const name = ([l, h]) =>
    (stars.has(`${l},${h}`) ? `${star(`${l},${h}`)} ` : "") + `第 ${l + 1} 层 · 第 ${h + 1} 头` + (maps.labels ? `：${maps.labels[l][h]}` : "");
  const corner = ([l, h]) => [LEFT + h * (tile + GAP), TOP + l * (tile + GAP)];

  /** Every head at a pixel a weight, side by side. */
  function paintAtlas(colors) {
    const { layers, heads, n, weights } = maps;
    atlas = new OffscreenCanvas(heads * n, layers * n);
    const pen = atlas.getContext("2d"), image = pen.createImageData(heads * n, layers * n);
    const pixels = new Uint32Array(image.data.buffer), shades = pixelsOf(colors);
    for (let l = 0, from = 0; l < layers; l++)
      for (let h = 0; h < heads; h++)
        for (let i = 0; i < n; i++)
          for (let j = 0, to = (l * n + i) * heads * n + h * n; j < n; j++)
            pixels[to + j] = shades[weights[from++]];
    pen.putImageData(image, 0, 0);
  }

  function paintGround() {
    const { layers, heads, n } = maps, style = getComputedStyle(host);
    const width = host.getBoundingClientRect().width;
    if (!width) return false;
    const colors = style.getPropertyValue("--st-chart-sequential-colors");
    const wanted = [maps.id, width, devicePixelRatio, colors, style.color].join("|");
    if (wanted === painted) return true;
    if (!atlas || atlas.of !== maps.id + colors) {
      paintAtlas(colours(host, "--st-chart-sequential-colors"));
      atlas.of = maps.id + colors;
    }
    const across = Math.floor((width - LEFT) / heads), down = Math.floor(TALLEST / layers);
    tile = Math.max(14, Math.min(LARGEST, across - GAP, down - GAP));
    const w = LEFT + heads * (tile + GAP), h = TOP + layers * (tile + GAP);
    const scale = devicePixelRatio || 1;
    for (const each of [canvas, ground]) [each.width, each.height] = [w * scale, h * scale];
    [canvas.style.width, canvas.style.height] = [`${w}px`, `${h}px`];
    const pen = ground.getContext("2d");
    pen.scale(scale, scale);
    pen.imageSmoothingEnabled = false;
    pen.fillStyle = style.color;
    pen.font = `${heads > 8 ? 10 : 12}px ${style.fontFamily}`;
    pen.textBaseline = "middle";
    pen.textAlign = "center";
    for (let j = 0; j < heads; j++)
      pen.fillText(heads > 8 ? j + 1 : `头 ${j + 1}`, corner([0, j])[0] + tile / 2, TOP / 2);
    pen.textAlign = "left";
    for (let i = 0; i < layers; i++)
      pen.fillText(heads > 8 ? i + 1 : `层 ${i + 1}`, 0, corner([i, 0])[1] + tile / 2);
    pen.strokeStyle = style.getPropertyValue("--st-border-color");
    for (let i = 0; i < layers; i++)
      for (let j = 0; j < heads; j++) {
        const [x, y] = corner([i, j]);
        pen.drawImage(atlas, j * n, i * n, n, n, x, y, tile, tile);
        pen.strokeRect(x - 0.5, y - 0.5, tile + 1, tile + 1);
      }
    painted = wanted;
    return true;
  }

  function draw() {
    if (!maps || !paintGround()) return;
    const scale = devicePixelRatio || 1, pen = canvas.getContext("2d");
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(ground, 0, 0);
    canvas.images = (canvas.images ?? 0) + 1;
    pen.scale(scale, scale);
    const style = getComputedStyle(host);
    const outline = (cell, width, variable) => {
      const [x, y] = corner(cell), out = width / 2;
      pen.lineWidth = width;
      pen.strokeStyle = style.getPropertyValue(variable);
      pen.strokeRect(x - out, y - out, tile + width, tile + width);
    };
    pen.font = `${Math.min(16, tile / 2)}px ${style.fontFamily}`;
    [pen.textAlign, pen.textBaseline] = ["right", "top"];
    for (const key of stars.keys()) {
      const [x, y] = corner(key.split(",").map(Number)), mark = tile < 30 ? "★" : star(key);
      pen.lineWidth = 3;
      pen.strokeStyle = style.getPropertyValue("--st-background-color");
      pen.fillStyle = style.getPropertyValue("--st-primary-color");
      pen.strokeText(mark, x + tile - 2, y + 2);
      pen.fillText(mark, x + tile - 2, y + 2);
    }
    if (hover) outline(hover, 2, "--st-text-color");
    outline(chosen, 3, "--st-primary-color");
    canvas.setAttribute("aria-label",
      `${maps.layers} 层 × ${maps.heads} 头的注意力缩略图，现在选中${name(chosen)}。用方向键换头。`);
    canvas.dataset.chosen = chosen.map((k) => k + 1).join("-");
    tip.textContent = hover ? name(hover) : "";
  }

  function at(event) {
    const box = canvas.getBoundingClientRect();
    const j = Math.floor((event.clientX - box.left - LEFT) / (tile + GAP));
    const i = Math.floor((event.clientY - box.top - TOP) / (tile + GAP));
    return maps && i >= 0 && i < maps.layers && j >= 0 && j < maps.heads ? [i, j] : null;
  }

  canvas.onclick = (event) => { const cell = at(event); if (cell) choose(cell); };
  canvas.onpointermove = (event) => {
    const cell = at(event);
    canvas.style.cursor = cell ? "pointer" : "default";
    if (String(cell) !== String(hover)) point(cell);
  };
  canvas.onpointerleave = () => point(null);
  canvas.onkeydown = (event) => {
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
    const move = step[event.key];
    if (!move || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    // At once, not with the next picture: a second key may come before it.
    chosen = [
      Math.min(maps.layers - 1, Math.max(0, chosen[0] + move[0])),
      Math.min(maps.heads - 1, Math.max(0, chosen[1] + move[1])),
    ];
    choose(chosen);
  };
  const observer = new ResizeObserver(draw);
  observer.observe(host);
  return {
    show(next, choice, under, marked = []) {
      [maps, chosen, hover, stars] = [next, choice, under, new Map(marked.map((at, i) => [String(at), i + 1]))];
      draw();
    },
    stop: () => observer.disconnect(),
  };
}
