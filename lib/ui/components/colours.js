// Colours from the theme, for pictures that the browser draws itself. Part of other components.

/** 256 colours as [r, g, b], spread over the colours that the theme lists in `variable`. */
function colours(element, variable) {
  const listed = getComputedStyle(element).getPropertyValue(variable).match(/#[0-9a-f]{6}/gi);
  const named = listed.map((c) => [1, 3, 5].map((i) => parseInt(c.slice(i, i + 2), 16)));
  return Array.from({ length: 256 }, (_, i) => {
    const at = (i / 255) * (named.length - 1), low = Math.min(Math.floor(at), named.length - 2);
    return named[low].map((c, k) => Math.round(c + (named[low + 1][k] - c) * (at - low)));
  });
}

/** The same as pixels of an ImageData read as Uint32Array. */
const pixelsOf = (table) =>
  Uint32Array.from(table, ([r, g, b]) => ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0);

/** Numbers as lib/text/numbers.py writes them; `about`: they have been through a byte. */
const percent = (share, digits = 0) => {
  if (share <= 0 || share > 1 - 1e-6) return `${(100 * share).toFixed(digits)}%`;
  if (share < 0.001) return "＜0.1%";
  if (share >= 0.9995) return "＞99.9%";
  const whole = digits === 0 && share >= 0.01 && share < 0.995;
  return `${(100 * share).toFixed(whole ? 0 : 1)}%`;
};
