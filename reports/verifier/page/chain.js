"use strict";
// The ledger and the seals, followed from their bytes; then what the seal says of its documents.

async function followSeals(bag, said, receipt) {
  const seals = { byNumber: new Map(), digests: new Map(), keys: new Set(), got: new Map() };
  for (const name of bag.names()) {
    const found = /^data\/seals\/(\d{6})\.json$/.exec(name);
    if (!found) continue;
    const body = await bag.read(name);
    seals.byNumber.set(Number(found[1]), JSON.parse(text(body)));
    seals.digests.set(Number(found[1]), await hashed(body));
  }
  const numbers = [...seals.byNumber.keys()];
  const [first, last] = [Math.min(...numbers), Math.max(...numbers)];
  if (!numbers.length || last - first > 20000) throw new BadBundle(`seals ${first} to ${last}`);
  seals.last = seals.byNumber.get(last);
  if ((await hashed(await bag.read("data/seal/seal.json"))) !== seals.digests.get(last)) {
    said.wrong("continuity", "document-false", { name: "data/seal/seal.json" });
  }
  for (let number = first; number <= last; number += 1) {
    const seal = seals.byNumber.get(number);
    const before = number > first ? seals.digests.get(number - 1) ?? null : null;
    if (!seal) said.wrong("continuity", "seal-missing", { number });
    else if (seal.number !== number || ((number === 1 || number > first) && seal.previous !== before)) {
      said.wrong("continuity", "seal-link-false", { number });
    }
  }
  said.good("continuity", "continuity-holds", { first, last });
  if (first > 1) said.doubt("continuity", "starts-late", { first });
  const held = [...seals.digests].filter(([, digest]) => digest.slice(7).startsWith(receipt));
  if (!receipt) said.doubt("continuity", "newest-unknown");
  else if (receipt.length >= 20 && held.length) said.good("continuity", "receipt-found", { number: held[0][0] });
  else said.wrong("continuity", "receipt-absent");
  return seals;
}

const LEDGER = "data/ledger.jsonl";

async function followLedger(bag, said, seals) {
  const [hashes, sealed, ended] = [new Map(), new Map(), new Set()];
  let previous = null, moment = null, place = 0, whole = true;
  for (const line of linesOf(await bag.read(LEDGER))) {
    place += 1;
    const hash = await hashed(line);
    let entry;
    try {
      entry = readEntry(line);
      await note(entry, sealed, ended, seals);
    } catch {
      // One line that cannot be read takes nothing from what the others tell. A stranger's
      // ledger may have a million: the first is named.
      if (whole) said.wrong("chain", "unreadable", { name: `${LEDGER}:${place}` });
      whole = false;
      previous = previous && { seq: previous.seq + 1, hash };
      continue;
    }
    const { seq } = entry;
    if (!follows(entry, previous) || entry.site !== seals.last.site) said.wrong("chain", "entry-false", { seq });
    const at = Date.parse(entry.at);
    if (moment !== null && moment - at > 1000) {
      if (entry.type === "clock.set_back") said.doubt("chain", "clock-told", { seq });
      else said.wrong("chain", "clock-back", { seq });
    }
    moment = at;
    previous = { seq, hash };
    hashes.set(seq, hash);
  }
  confront(hashes, sealed, seals, said);
  const runs = new Set([...seals.byNumber.values()].map((seal) => seal.run));
  for (const run of [...ended].sort((one, other) => one - other)) {
    if (!runs.has(run)) said.doubt("continuity", "run-unsealed", { run });
  }
  const { first, last } = span(hashes);
  said.good("chain", "chain-holds", { first, last });
  if (first > 1) said.doubt("chain", "ledger-late", { first });
}

const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
const FORM = {
  site: isString, prev: isString, type: isString, at: isString, payload: isObject,
  seq: Number.isInteger, run: (value) => value === null || Number.isInteger(value),
};

function isString(value) { return typeof value === "string"; }

// A line of the ledger; throws when it has not the form of an entry.
function readEntry(line) {
  const entry = JSON.parse(text(line));
  for (const [name, holds] of Object.entries(FORM)) {
    if (!holds(entry[name])) throw new BadBundle(name);
  }
  if (new Date(entry.at).toISOString() !== entry.at) throw new BadBundle(entry.at);
  return entry;
}

// Keeps what later steps ask of an entry; throws when it does not say it.
async function note({ type, seq, run, payload }, sealed, ended, { keys, got }) {
  const digest = () => { if (isString(payload.digest)) return payload.digest; throw new BadBundle("digest"); };
  if (type === "sealed") {
    if (!("number" in payload)) throw new BadBundle("number");
    sealed.set(seq, { number: payload.number, digest: digest() });
  } else if (type === "run.ended") {
    if (run === null) throw new BadBundle("run");
    ended.add(run);
  } else if (type === "exhibit.kept") {
    if (!isObject(payload.about)) throw new BadBundle("about");
    const name = digest().replace(/^sha256:/, "");
    got.set(name, [...(got.get(name) ?? []), { ...payload.about, digest: digest() }]);
  } else if (type === "key.registered" || type === "key.rotated") {
    keys.add((await publicKey(new TextEncoder().encode(payload.public))).fingerprint);
  }
}

// Whether an entry comes right after another; before the first line there is nothing.
function follows({ seq, prev }, previous) {
  if (previous) return seq === previous.seq + 1 && prev === previous.hash;
  return seq > 1 || (seq === 1 && prev === `sha256:${"0".repeat(64)}`);
}

function linesOf(body) {
  const lines = [];
  for (let start = 0; start < body.length; ) {
    const found = body.indexOf(10, start);
    const end = found < 0 ? body.length : found;
    lines.push(body.subarray(start, end));
    start = end + 1;
  }
  return lines;
}

function span(hashes) {
  const known = [...hashes.keys()];
  return { first: known.reduce((one, other) => Math.min(one, other)), last: known.reduce((one, other) => Math.max(one, other)) };
}

function confront(hashes, sealed, seals, said) {
  const { first, last } = span(hashes);
  for (const [number, seal] of [...seals.byNumber].sort((one, other) => one[0] - other[0])) {
    const { size, head } = seal.ledger;
    if (size + 1 < first) continue;
    if (size > last || (hashes.get(size) ?? head) !== head) said.wrong("chain", "head-false", { number });
    const told = sealed.get(size + 1) || {};
    sealed.delete(size + 1);
    if (told.number !== number || told.digest !== seals.digests.get(number)) {
      said.wrong("chain", "seal-entry-false", { number });
    }
  }
  for (const payload of sealed.values()) said.wrong("continuity", "seal-missing", { number: payload.number });
}

async function checkSignatures(bag, said, seals, known) {
  const last = Math.max(...seals.byNumber.keys());
  for (const [number, seal] of [...seals.byNumber].sort((one, other) => one[0] - other[0])) {
    if (seal.key === null) {
      if (known) said.wrong("signature", "unsigned", { number });
      else said.doubt("signature", "unsigned", { number });
      continue;
    }
    const named = seal.key.fingerprint;
    const stem = `data/seals/${number6(number)}`;
    const { key, fingerprint } = await publicKey(await bag.read(`${stem}.pem`));
    const right = await signed(await bag.read(`${stem}.json`), await bag.read(`${stem}.sig`), key);
    const values = { number, fingerprint: named.slice(7) };
    if (!right || fingerprint !== named) said.wrong("signature", "signature-false", { number });
    else if (seals.ledger && !seals.keys.has(named)) said.doubt("signature", "key-unregistered", values);
    else if (number < last && named !== seals.last.key?.fingerprint) said.good("signature", "key-changed", values);
  }
  if (seals.last.key) await expectKey(bag, said, seals, known, `data/seals/${number6(last)}`);
}

async function expectKey(bag, said, seals, known, stem) {
  const fingerprint = seals.last.key.fingerprint.slice(7);
  if (!known) said.doubt("signature", "signed-unknown", { fingerprint });
  else if (known === fingerprint) said.good("signature", "signed-known", { fingerprint });
  else said.wrong("signature", "key-other", { fingerprint });
  for (const [one, other] of [["seal/seal.sig", `${stem}.sig`], ["seal/key.pem", `${stem}.pem`]]) {
    if ((await bag.digest(`data/${one}`)) !== (await bag.digest(other))) {
      said.wrong("signature", "document-false", { name: `data/${one}` });
    }
  }
}
