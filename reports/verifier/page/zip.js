"use strict";
// Reads a ZIP (APPNOTE 6.3.9) as it is: every name, and a file's bytes when they are asked for.

const LARGEST_BAG = 2 ** 36; // bytes of all its files, unpacked
const LARGEST = 2 ** 28; // bytes of a document read whole

class BadBundle extends Error {}

async function openZip(blob) {
  const tail = new DataView(await blob.slice(Math.max(0, blob.size - 65557)).arrayBuffer());
  let at = tail.byteLength - 22;
  while (at >= 0 && tail.getUint32(at, true) !== 0x06054b50) at -= 1;
  if (at < 0) throw new BadBundle("no ZIP");
  const [size, start] = [tail.getUint32(at + 12, true), tail.getUint32(at + 16, true)];
  const directory = await blob.slice(start, start + size).arrayBuffer();
  return entries(new DataView(directory), tail.getUint16(at + 10, true), blob);
}

function entries(view, count, blob) {
  const found = [];
  let at = 0, total = 0;
  for (let number = 0; number < count; number += 1) {
    if (view.getUint32(at, true) !== 0x02014b50) throw new BadBundle("directory");
    const [flags, method] = [view.getUint16(at + 8, true), view.getUint16(at + 10, true)];
    const [packed, size] = [view.getUint32(at + 20, true), view.getUint32(at + 24, true)];
    const lengths = [28, 30, 32].map((place) => view.getUint16(at + place, true));
    const bytes = new Uint8Array(view.buffer, at + 46, lengths[0]);
    const path = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    total += size;
    if (total > LARGEST_BAG || flags & 1) throw new BadBundle("too large, or encrypted");
    if (!path.endsWith("/")) {
      found.push({ path, method, packed, size, place: view.getUint32(at + 42, true), blob });
    }
    at += 46 + lengths[0] + lengths[1] + lengths[2];
  }
  if (at !== view.byteLength) throw new BadBundle("entries that the end of the ZIP does not count");
  const placed = [...found].sort((one, other) => one.place - other.place);
  for (let number = 1; number < placed.length; number += 1) {
    const before = placed[number - 1];
    if (before.place + 30 + before.packed > placed[number].place) throw new BadBundle("files that overlap");
  }
  return found;
}

async function contents(entry) {
  if (entry.size > LARGEST) throw new BadBundle(`${entry.path}: too large`);
  const head = new DataView(await entry.blob.slice(entry.place, entry.place + 30).arrayBuffer());
  if (head.getUint32(0, true) !== 0x04034b50) throw new BadBundle(entry.path);
  const start = entry.place + 30 + head.getUint16(26, true) + head.getUint16(28, true);
  const named = await entry.blob.slice(entry.place + 30, entry.place + 30 + head.getUint16(26, true)).text();
  if (named !== entry.path) throw new BadBundle(`${entry.path}: named otherwise where it stands`);
  const packed = entry.blob.slice(start, start + entry.packed);
  if (entry.method === 0 && entry.packed !== entry.size) throw new BadBundle(`${entry.path}: size`);
  if (entry.method === 0) return new Uint8Array(await packed.arrayBuffer());
  if (entry.method !== 8) throw new BadBundle(`${entry.path}: method ${entry.method}`);
  return unpacked(packed.stream().pipeThrough(new DecompressionStream("deflate-raw")), entry);
}

async function unpacked(stream, entry) {
  const body = new Uint8Array(entry.size);
  let filled = 0;
  for (const reader = stream.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) break;
    if (filled + value.length > entry.size) throw new BadBundle(`${entry.path}: larger than told`);
    body.set(value, filled);
    filled += value.length;
  }
  if (filled !== entry.size) throw new BadBundle(`${entry.path}: cut short`);
  return body;
}
