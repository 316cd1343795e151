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

async function followLedger(bag, said, seals) {
  const [hashes, sealed, ended] = [new Map(), new Map(), new Set()];
  const body = await bag.read("data/ledger.jsonl");
  let previous = null, moment = null;
  for (const line of linesOf(body)) {
    const entry = JSON.parse(text(line));
    if (!follows(entry, previous) || entry.site !== seals.last.site) {
      said.wrong("chain", "entry-false", { seq: entry.seq });
    }
    const at = Date.parse(entry.at);
    if (Number.isNaN(at)) throw new BadBundle(entry.at);
    if (moment !== null && moment - at > 1000) {
      if (entry.type === "clock.set_back") said.doubt("chain", "clock-told", { seq: entry.seq });
      else said.wrong("chain", "clock-back", { seq: entry.seq });
    }
    moment = at;
    previous = { seq: entry.seq, hash: await hashed(line) };
    hashes.set(entry.seq, previous.hash);
    if (entry.type === "sealed") sealed.set(entry.seq, entry.payload);
    else if (entry.type === "run.ended") ended.add(entry.run);
    else if (entry.type === "exhibit.kept") noteKept(seals.got, entry.payload);
    else if (entry.type === "key.registered" || entry.type === "key.rotated") {
      seals.keys.add((await publicKey(new TextEncoder().encode(entry.payload.public))).fingerprint);
    }
  }
  confront(hashes, sealed, seals, said);
  const runs = new Set([...seals.byNumber.values()].map((seal) => seal.run));
  for (const run of [...ended].sort((one, other) => one - other)) {
    if (!runs.has(run)) said.doubt("continuity", "run-unsealed", { run });
  }
  const [first] = hashes.keys();
  said.good("chain", "chain-holds", { first, last: previous.seq });
  if (first > 1) said.doubt("chain", "ledger-late", { first });
}

// How an exhibit was got, each time that one of that body was kept.
function noteKept(got, { about, digest }) {
  const name = digest.slice(7);
  got.set(name, [...(got.get(name) ?? []), { ...about, digest }]);
}

// Whether an entry comes right after another; before the first line there is nothing.
function follows(entry, previous) {
  if (!Number.isInteger(entry.seq)) return false;
  if (previous) return entry.seq === previous.seq + 1 && entry.prev === previous.hash;
  return entry.seq > 1 || (entry.seq === 1 && entry.prev === `sha256:${"0".repeat(64)}`);
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

function confront(hashes, sealed, seals, said) {
  const every = [...hashes.keys()];
  const [first, last] = [every[0], every[every.length - 1]];
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
