// A button that opens the browser's own print dialog, where “save as PDF” is one of the printers.
//
// data: {label}.

export default function ({ data, parentElement }) {
  let button = parentElement.querySelector("button");
  if (button === null) {
    button = document.createElement("button");
    button.type = "button";
    button.addEventListener("click", () => window.print());
    parentElement.append(button);
  }
  button.textContent = data.label;
}
