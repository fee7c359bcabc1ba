// Five things on a desk; each is as large, bright and surrounded by light as its weight.
//
// data: {things: [{picture, name, weight, gone}], label: string}

const PICTURES = {
  newspaper: `
    <path class="paper" d="M14 26 78 16 88 78 24 90z"/>
    <path class="ink" d="M22 34 76 25.500 77.300 33 23.300 42z"/>
    <path class="grey" d="M24.500 48 48 44.200 51.500 64 28 67.800z"/>
    <path class="line" d="M54 43 78 39M55 49 79 45M56 55 80 51M57 61 81 57M29 74 52 70.200M30.500 80 53 76.200M58 67 82 63M59 73 83 69"/>`,
  paper: `
    <path class="paper" d="M26 14 68 14 82 28 82 88 26 88z"/>
    <path class="grey" d="M68 14 68 28 82 28z"/>
    <path class="line faint" d="M35 40H73M35 51H73M35 62H73M35 73H73"/>`,
  notebook: `
    <rect class="cover" x="24" y="13" width="58" height="75" rx="5"/>
    <rect class="paper" x="38" y="27" width="34" height="17" rx="2"/>
    <path class="line" d="M43 33H67M43 38H60"/>
    <path class="ring" d="M18 22H31M18 33H31M18 44H31M18 55H31M18 66H31M18 77H31"/>`,
  book: `
    <path class="paper" d="M20 12 70 12 82 21 33 21z"/>
    <path class="line faint" d="M24 15 73 15M29 18.300 78 18.300"/>
    <path class="cover side" d="M20 12Q16 13 16 18L16 80Q16 84 20 84L33 90 33 21z"/>
    <path class="cover" d="M33 21 82 21Q84 21 84 23L84 88Q84 90 82 90L33 90z"/>
    <rect class="paper" x="43" y="33" width="31" height="24" rx="1.500"/>
    <path class="line" d="M49 41H68M52 48H65"/>
    <path class="line gilt" d="M43 78H74M19 26 30 31M19 74 30 79"/>`,
  cup: `
    <ellipse class="plate" cx="47" cy="84" rx="37" ry="9"/>
    <path class="handle" d="M71 47Q91 44 87 60 83 73 66 71"/>
    <path class="red" d="M21 38H74Q75 72 60 82 47 87 35 82 20 72 21 38z"/>
    <path class="shine" d="M29 47Q29 66 37 75"/>
    <ellipse class="rim" cx="47.500" cy="38" rx="26.500" ry="7.500"/>
    <ellipse class="coffee" cx="47.500" cy="39" rx="21.500" ry="4.800"/>
    <path class="steam" d="M38 26Q33 19 39 13T38 3M54 26Q49 19 55 13T54 3"/>`,
};

export default function ({ data, parentElement }) {
  let desk = parentElement.querySelector("ul");
  if (!desk) {
    desk = document.createElement("ul");
    desk.setAttribute("role", "list");  // Safari forgets that a list without bullets is one
    // Built once and only restyled afterwards, so that a change of weights is seen as a movement.
    desk.append(...data.things.map((thing) => build(thing)));
    parentElement.append(desk);
  }
  desk.setAttribute("aria-label", data.label);
  data.things.forEach((thing, i) => {
    const item = desk.children[i];
    item.style.setProperty("--weight", thing.weight);
    item.style.setProperty("--size", 0.7 + 0.5 * Math.sqrt(thing.weight));
    item.style.setProperty("--light", Math.min(1, 0.38 + 1.4 * thing.weight));
    item.classList.toggle("gone", thing.gone);
    item.querySelector("b").textContent = thing.gone ? "拿走了" : percent(thing.weight);
  });
}

function percent(weight) {
  return `${(weight * 100).toFixed(weight > 0.9995 || weight < 0.0005 ? 2 : 1)}%`;
}

function build(thing) {
  const item = document.createElement("li");
  item.setAttribute("role", "listitem");
  item.className = thing.picture;
  // The markup is this file's own; names and numbers are set as text.
  item.innerHTML = `<div aria-hidden="true"><i></i><svg viewBox="0 0 100 100">${PICTURES[thing.picture]}</svg></div><span></span><b></b>`;
  item.querySelector("span").textContent = thing.name;
  return item;
}
