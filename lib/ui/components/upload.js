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
    const text = tooLarge ? "" : read(await file.arrayBuffer());
    setTriggerValue("file", { text: text ?? "", tooLarge, unreadable: text === null });
    input.value = "";
  };
}

// A Chinese Windows still writes GBK, Excel may write UTF-16 with its mark; null: none of these.
function read(bytes) {
  const [first, second] = new Uint8Array(bytes);
  const marked = { "255,254": "utf-16le", "254,255": "utf-16be" }[`${first},${second}`];
  for (const encoding of marked ? [marked] : ["utf-8", "gb18030"]) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes);
    } catch {
      // the next one
    }
  }
  return null;
}
