"use strict";
// Whether facts, and what else a judgement was made from, are those that were sealed.

const HEAD = new TextEncoder().encode('{"body":');
const MIDDLE = new TextEncoder().encode(',"salt":"');

// A line is {"body":…,"salt":"32 digits"}: its leaf is the SHA-256 of the salt, then the body.
async function leaf(line) {
  const cut = line.length - 34 - MIDDLE.length;
  const told = text(line.subarray(Math.max(cut, 0)));
  const found = /^,"salt":"([0-9a-f]{32})"\}$/.exec(told);
  if (cut < HEAD.length || !found || hex(line.subarray(0, HEAD.length)) !== hex(HEAD)) return null;
  const salt = Uint8Array.from(found[1].match(/../g), (pair) => parseInt(pair, 16));
  const body = line.subarray(HEAD.length, cut);
  const joined = new Uint8Array(salt.length + body.length);
  joined.set(salt);
  joined.set(body, salt.length);
  return hex(await sha256(joined));
}

async function rootOf(lines) {
  const leaves = [];
  for (const line of lines) leaves.push((await leaf(line)) ?? "");
  leaves.sort();
  const pairs = leaves.join("").match(/../g) || [];
  return hashed(Uint8Array.from(pairs, (pair) => parseInt(pair, 16)));
}

async function checkFacts(bag, said, facts) {
  const given = new Set(bag.names().filter((name) => name.startsWith("data/facts/")));
  let absent = 0;
  for (const [place, each] of facts.entries()) {
    const name = `data/facts/${String(place + 1).padStart(4, "0")}.jsonl`;
    if (!given.delete(name)) { absent += 1; continue; }
    await confirm(bag, said, name, each);
  }
  for (const name of given) said.wrong("coherence", "facts-false", { name });
  if (absent) said.doubt("coherence", "facts-absent", { count: absent });
}

const BEFORE = "data/earlier/";

// Collections, persons' words, and what the audit before knew.
async function checkInputs(bag, said, seals) {
  const told = await bag.json("data/seal/inputs.json");
  const sealed = new Map(told.given.map((each) => [`data/inputs/${each.name}.jsonl`, each]));
  const absent = [...sealed].reduce((sum, [name, each]) => sum + (bag.has(name) ? 0 : each.count), 0);
  if (absent) said.doubt("coherence", "inputs-absent", { count: absent });
  for (const [name, each] of await ofBefore(bag, said, seals, told.earlier)) sealed.set(name, each);
  for (const name of bag.names()) {
    if (!name.startsWith("data/inputs/") && !name.startsWith(BEFORE)) continue;
    if (sealed.has(name)) await confirm(bag, said, name, sealed.get(name));
    else if (name !== `${BEFORE}facts.json`) said.wrong("coherence", "facts-false", { name });
  }
}

async function ofBefore(bag, said, seals, number) {
  const facts = `${BEFORE}facts.json`;
  if (number === null || !bag.has(facts)) return [];
  const seal = seals.byNumber.get(number);
  if (!("results" in seal)) throw new BadBundle("results");
  if (`sha256:${await bag.digest(facts)}` !== seal.documents["facts.json"]) {
    said.wrong("coherence", "document-false", { name: facts });
  }
  const listed = (await bag.json(facts)).map(
    (each, place) => [`${BEFORE}${String(place + 1).padStart(4, "0")}.jsonl`, each],
  );
  const derived = Object.entries(seal.results ? seal.results.derived : {}).map(
    ([kind, each]) => [`${BEFORE}${kind}.jsonl`, { count: each.chunks, root: each.root }],
  );
  return [...listed, ...derived];
}

async function confirm(bag, said, name, sealed) {
  const lines = linesOf(await bag.read(name));
  if (lines.length !== sealed.count || (await rootOf(lines)) !== sealed.root) {
    said.wrong("coherence", "facts-false", { name });
  }
}
