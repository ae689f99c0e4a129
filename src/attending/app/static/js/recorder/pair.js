// Two recordings of a visit, one of each speaker, as the ZIP archive that the server takes: packed as they are.
// Source: PKWARE, APPNOTE.TXT 6.3, sections 4.3.7, 4.3.12 and 4.3.16.
const READ_AT_ONCE = 4 * 1024 * 1024;
const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** The CRC-32 of a file, read piece by piece. */
async function checksum(file) {
  let value = 0xffffffff;
  for (let at = 0; at < file.size; at += READ_AT_ONCE) {
    for (const byte of new Uint8Array(await file.slice(at, at + READ_AT_ONCE).arrayBuffer())) value = TABLE[(value ^ byte) & 255] ^ (value >>> 8);
  }
  return (value ^ 0xffffffff) >>> 0;
}

/** Numbers one behind the other, each with its size in bytes, and a name behind them. */
function fields(numbers, name = "") {
  const text = new TextEncoder().encode(name);
  const made = new DataView(new ArrayBuffer(numbers.reduce((sum, [, size]) => sum + size, 0)));
  let at = 0;
  for (const [number, size] of numbers) {
    if (size === 4) made.setUint32(at, number, true);
    else made.setUint16(at, number, true);
    at += size;
  }
  return new Blob([made, text]);
}

/** Files as one archive, in their order; nothing of them is copied into memory. */
export async function pairOf(files) {
  const parts = [];
  const list = [];
  let at = 0;
  for (const [number, file] of files.entries()) {
    const name = `${number + 1}`;
    const crc = await checksum(file);
    const about = [[20, 2], [0, 2], [0, 2], [0, 2], [0x21, 2], [crc, 4], [file.size, 4], [file.size, 4], [name.length, 2], [0, 2]];
    const head = fields([[0x04034b50, 4], ...about], name);
    list.push(fields([[0x02014b50, 4], [20, 2], ...about, [0, 2], [0, 2], [0, 2], [0, 4], [at, 4]], name));
    parts.push(head, file);
    at += head.size + file.size;
  }
  const size = list.reduce((sum, one) => sum + one.size, 0);
  return new Blob([...parts, ...list, fields([[0x06054b50, 4], [0, 2], [0, 2], [files.length, 2], [files.length, 2], [size, 4], [at, 4], [0, 2]])]);
}
