// Hands the choice of a head and a row to chosen.js, which comes once with the pictures: this text
// is sent again at every click.
//
// data: {layer, head, query, row, style, stars, turn, first}, counted from 0; stars: [layer, head] of those
// that are looked for, the best first; row: the exact weights of the chosen row, in ten-thousandths;
// turn: the last choice of this page that Python has heard of; first: whether this comes before the
// boxes, in a visit that begins here.

export default (given) => {
  const shared = (globalThis.attention ??= {});
  // What stood in for the boxes before they came says nothing after them.
  if (given.data.first && shared.given && !shared.given.data.first) return;
  shared.given = given;
  shared.hear?.();
};
