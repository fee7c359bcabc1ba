// Numbers from Python as bytes, as lib/charts/overview.py wraps them. Part of other components.

/** A 4-byte little-endian length, so many bytes of JSON, and the rest: [what JSON says, rest]. */
function unwrap(bytes) {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const said = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
  return [said, bytes.subarray(4 + length)];
}

/** What zlib has deflated, as it was. */
const inflate = async (bytes) => new Uint8Array(await new Response(
  new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"))).arrayBuffer());
