// Hands the choice of a head and a row to chosen.js, which comes once with the pictures: this text
// is sent again at every click.
//
// data: {layer, head, query, row, style, stars, turn, first}, counted from 0; stars: [layer, head] of those
// that are looked for, the best first; row: the exact weights of the chosen row, in ten-thousandths;
// turn: the last choice of this page that Python has heard of; first: where this stands in for boxes
// that are not there yet, as a visit begins.

export default (given) => {
  const shared = (globalThis.attention ??= {});
  if (shared.hear) shared.hear(given);
  else shared.given = given;
};
