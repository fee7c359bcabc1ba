// All heads as thumbnails, alone: a click or an arrow key tells Python which one is wanted.
//
// data: wrapped bytes. JSON: {id, layers, heads, n, layer, head}; the rest, deflated:
// layers·heads·n² weights as 255·√weight.

const views = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  let view = views.get(parentElement);
  if (!view || !parentElement.querySelector(".thumbnails")) {
    const host = document.createElement("div");
    host.className = "thumbnails";
    parentElement.append(host);
    view = { maps: null, chosen: [0, 0], hover: null };
    const show = () => view.all.show(view.maps, view.chosen, view.hover);
    view.all = thumbnails(host, (cell) => { view.hover = cell; show(); }, (cell) => {
      if (String(cell) === String(view.chosen)) return;
      view.chosen = cell;
      show();
      view.tell({ layer: cell[0] + 1, head: cell[1] + 1 });
    });
    view.show = show;
    host.querySelector("canvas").dataset.picture = "overview"; // for the panel that saves pictures
    views.set(parentElement, view);
  }
  view.tell = (picked) => setTriggerValue("picked", picked);
  const [said, packed] = unwrap(data);
  inflate(packed).then((weights) => {
    view.maps = { ...said, weights };
    view.chosen = [said.layer, said.head];
    view.show();
  });
  return () => setTimeout(() => { if (!parentElement.isConnected) view.all.stop(); });
}
