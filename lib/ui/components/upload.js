// A button that reads one small text file in the browser and hands its text to Python.
//
// data: {label, accept, largest}. Streamlit's own uploader speaks English only.

export default function ({ data, parentElement, setTriggerValue }) {
  let label = parentElement.querySelector("label");
  if (!label) {
    label = document.createElement("label");
    const input = document.createElement("input");
    input.type = "file";
    label.append(document.createElement("span"), input);
    parentElement.append(label);
  }
  label.querySelector("span").textContent = data.label;
  const input = label.querySelector("input");
  input.accept = data.accept;
  input.onchange = async () => {
    const [file] = input.files;
    if (!file) return;
    const tooLarge = file.size > data.largest;
    setTriggerValue("file", { text: tooLarge ? "" : await file.text(), tooLarge });
    input.value = "";
  };
}
