// One matrix with names on both sides: the weights of a head, or the difference of two.
//
// data: wrapped bytes. JSON: {names, apart: names that differ, full: the weight of the darkest colour, signed, told}; the rest:
// n·n weights as 32-bit floats. A click on a row marks it; nothing is told to Python.

const signedPercent = (value) => `${value < 0 ? "−" : "+"}${percent(Math.abs(value), 1)}`;
const boxes = new WeakMap();

export default function ({ data, parentElement }) {
  let box = boxes.get(parentElement);
  if (!box || !parentElement.querySelector(".map")) {
    const host = document.createElement("div");
    host.className = "map";
    parentElement.append(host);
    let row = null, state = null;
    const map = matrixBox(host, () => {}, (chosen) => {
      row = chosen === row ? null : chosen;
      map.show({ ...state, row });
    });
    box = { show(next) { state = next; if (row >= next.names.length) row = null; map.show({ ...next, row }); } };
    boxes.set(parentElement, box);
  }
  const [said, rest] = unwrap(data);
  box.show({
    ...said, values: new Float32Array(rest.slice().buffer), style: "热力图",
    tell: (value) => (said.signed ? signedPercent(value) : percent(value, 1)),
  });
}
