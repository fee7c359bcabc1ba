// Buttons that save a picture of the page as it stands there, drawn by the browser that shows it.
//
// data: {pictures: [{key, label, file}], none, bitmap, failed}. `key` names its container in Python,
// or a canvas of a component of ours by its data-picture. What the browser has drawn as lines and
// letters, and a canvas that can draw itself as such, can be saved as SVG, all others as PNG.

const SHARP = 2; // pixels of the file for each pixel on the page
const MARGIN = 12; // around the picture, in pixels of the page
const SVG = "http://www.w3.org/2000/svg";

const drawing = (key) => {
  const inside = (root, selector) => {
    const found = root.querySelector(selector);
    if (found) return found;
    for (const element of root.querySelectorAll("*"))
      if (element.shadowRoot) {
        const deeper = inside(element.shadowRoot, selector);
        if (deeper) return deeper;
      }
    return null;
  };
  const box = document.querySelector(`.st-key-picture-${key.replaceAll(" ", "-")}`);
  return box ? inside(box, "svg.marks, canvas") : inside(document, `canvas[data-picture="${key}"]`);
};

const ground = () => getComputedStyle(document.querySelector('[data-testid="stApp"]')).backgroundColor;

/** A copy of the SVG that stands alone: with its size, a margin, and the page's colour behind it. */
const alone = (svg) => {
  const copy = svg.cloneNode(true);
  const { width, height } = svg.isConnected
    ? svg.getBoundingClientRect()
    : { width: svg.width.baseVal.value, height: svg.height.baseVal.value };
  const size = { width: width + 2 * MARGIN, height: height + 2 * MARGIN };
  const put = (element, attributes) => {
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  };
  const corner = { x: -MARGIN, y: -MARGIN };
  put(copy, { ...size, xmlns: SVG, viewBox: `${-MARGIN} ${-MARGIN} ${size.width} ${size.height}` });
  const behind = document.createElementNS(SVG, "rect");
  put(behind, { ...corner, ...size, fill: ground() });
  copy.prepend(behind);
  return new Blob([new XMLSerializer().serializeToString(copy)], { type: "image/svg+xml" });
};

/** The same as pixels, on the page's colour. */
const pixels = async (source) => {
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d");
  const prepare = (width, height) => {
    canvas.width = Math.round(width);
    canvas.height = Math.round(height);
    pen.fillStyle = ground();
    pen.fillRect(0, 0, canvas.width, canvas.height);
  };
  if (source instanceof HTMLCanvasElement) {
    const margin = Math.round((MARGIN * source.width) / source.getBoundingClientRect().width);
    prepare(source.width + 2 * margin, source.height + 2 * margin);
    pen.drawImage(source, margin, margin);
  } else {
    const url = URL.createObjectURL(alone(source));
    const picture = new Image();
    picture.src = url;
    await picture.decode();
    prepare(SHARP * picture.width, SHARP * picture.height);
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    URL.revokeObjectURL(url);
  }
  return new Promise((done) => canvas.toBlob(done, "image/png"));
};

const hand = (blob, name) => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
};

export default function ({ data, parentElement }) {
  let list = parentElement.querySelector("ul");
  if (!list) {
    list = document.createElement("ul");
    parentElement.append(list);
  }
  const button = (text, label, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = text;
    made.ariaLabel = `${label}，${text}`;
    made.onclick = act;
    return made;
  };
  list.replaceChildren(
    ...data.pictures.map(({ key, label, file }) => {
      const row = document.createElement("li");
      const note = document.createElement("small");
      note.role = "status";
      const save = (svg) => async () => {
        const found = drawing(key);
        note.textContent = !found ? data.none : "";
        if (!found) return;
        const source = found.drawing?.() ?? found, name = found.dataset.file ?? file;
        try {
          if (!svg) hand(await pixels(source), `${name}.png`);
          else if (source instanceof SVGElement) hand(alone(source), `${name}.svg`);
          else note.textContent = data.bitmap;
        } catch {
          note.textContent = data.failed;
        }
      };
      row.append(label, button("PNG", label, save(false)), button("SVG", label, save(true)), note);
      return row;
    }),
  );
}
