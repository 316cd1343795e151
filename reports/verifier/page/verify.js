"use strict";
// The levels of a bundle, as the program of one file finds them: bytes are hashed as they are.

const STATES = ["good", "unverifiable", "false"];
const SPKI = "3059301306072a8648ce3d020106082a8648ce3d030107034200" + "04";
const text = (bytes) => new TextDecoder("utf-8", { fatal: true }).decode(bytes);
const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
const hashed = async (bytes) => `sha256:${hex(await sha256(bytes))}`;
const bare = (told) => told.toLowerCase().replace(/^sha256:/, "").replace(/[\s-]/g, "");
const number6 = (value) => String(value).padStart(6, "0");

class Said {
  constructor() { this.lines = []; }
  note(level, state, code, values = {}) { this.lines.push({ level, state, code, values }); }
  good(level, code, values) {
    const wrong = this.lines.some((line) => line.level === level && line.state === "false");
    if (!wrong) this.note(level, "good", code, values);
  }
  doubt(level, code, values) { this.note(level, "unverifiable", code, values); }
  wrong(level, code, values) { this.note(level, "false", code, values); }
}

function worst(lines) {
  return lines.reduce((most, line) => (STATES.indexOf(line.state) > STATES.indexOf(most) ? line.state : most), "good");
}

class Bag {
  constructor(found) {
    this.paths = found.map((entry) => entry.path);
    this.folder = (this.paths[0] || "").split("/")[0];
    this.files = new Map(found.map((entry) => [this.#name(entry.path), entry]));
  }
  #name(path) { return path.startsWith(`${this.folder}/`) ? path.slice(this.folder.length + 1) : path; }
  has(name) { return this.files.has(name); }
  names() { return [...this.files.keys()].sort(); }
  async read(name) {
    if (!this.has(name)) throw new BadBundle(name);
    return contents(this.files.get(name));
  }
  async json(name) { return JSON.parse(text(await this.read(name))); }
  async digest(name) {
    try { return hex(await sha256(await this.read(name))); } catch { return ""; }
  }
}

async function checkFiles(bag, said) {
  const counts = new Map();
  for (const path of bag.paths) counts.set(path, (counts.get(path) || 0) + 1);
  for (const [path, count] of counts) {
    if (count > 1) said.wrong("list", "file-twice", { name: path });
    const outside = !path.startsWith(`${bag.folder}/`) || path.split("/").includes("..") || path.includes("\\");
    if (outside) said.wrong("list", "file-outside", { name: path });
  }
  const listed = new Map();
  for (const manifest of ["tagmanifest-sha256.txt", "manifest-sha256.txt"]) {
    for (const line of text(await bag.read(manifest)).replace(/\n$/, "").split("\n")) {
      const found = /^([0-9a-f]{64}) {2}(\S.*)$/.exec(line);
      if (!found) said.wrong("list", "unreadable", { name: manifest });
      else if (listed.has(found[2])) said.wrong("list", "file-twice", { name: found[2] });
      else listed.set(found[2], found[1]);
    }
  }
  for (const name of bag.names()) {
    if (!listed.has(name) && name !== "tagmanifest-sha256.txt") said.wrong("list", "file-added", { name });
  }
  for (const [name, digest] of [...listed].sort()) {
    if (!bag.has(name)) said.wrong("list", "file-missing", { name });
    else if ((await bag.digest(name)) !== digest) said.wrong("integrity", "file-altered", { name });
  }
  said.good("list", "list-complete", { count: bag.files.size });
  said.good("integrity", "files-hold", { count: listed.size });
}

async function publicKey(pem) {
  const told = text(pem);
  const found = /^-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\s]+)-----END PUBLIC KEY-----\s*$/.exec(told);
  const body = found[1].replace(/\s/g, "");
  const whole = /^(?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
  if (/[^\0-\x7f]/.test(told) || !whole.test(body)) throw new BadBundle("no public key");
  const der = Uint8Array.from(atob(body), (char) => char.charCodeAt(0));
  if (!hex(der).startsWith(SPKI)) throw new BadBundle("not a P-256 key");
  const curve = { name: "ECDSA", namedCurve: "P-256" };
  const key = await crypto.subtle.importKey("spki", der, curve, true, ["verify"]);
  return { key, fingerprint: await hashed(der) };
}

function rawSignature(der) {
  if (der[0] !== 0x30 || der[1] !== der.length - 2) return null;
  const middle = 4 + der[3];
  const raw = new Uint8Array(64);
  for (const [place, part] of [der.slice(2, middle), der.slice(middle)].entries()) {
    const body = part.slice(2);
    const padded = body[0] === 0 && body.length > 1 && body[1] < 0x80;
    if (part[0] !== 2 || part[1] !== body.length || !body.length || padded || body[0] >= 0x80) return null;
    const bytes = body[0] === 0 ? body.slice(1) : body;
    if (bytes.length > 32) return null;
    raw.set(bytes, 32 * place + 32 - bytes.length);
  }
  return raw;
}

async function signed(message, signature, key) {
  const raw = rawSignature(signature);
  return raw !== null && crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, raw, message);
}

async function verifyBundle(blob, known = {}) {
  const said = new Said();
  await lookAt(blob, said, bare(known.key || ""), bare(known.receipt || ""));
  said.doubt("rederivation", "not-rederived");
  return said.lines;
}

async function lookAt(blob, said, key, receipt) {
  let bag;
  try { bag = new Bag(await openZip(blob)); } catch {
    said.wrong("list", "not-a-bag", { name: blob.name || "" });
    return;
  }
  const told = async (level, step, code = "unreadable") => {
    try { return await step(); } catch (error) {
      said.wrong(level, code, { name: String(error.message).slice(0, 200) });
      return null;
    }
  };
  await told("list", () => checkFiles(bag, said), "not-a-bag");
  const seals = await told("continuity", () => followSeals(bag, said, receipt));
  if (!seals) return;
  seals.ledger = !isNameless(bag);
  const steps = seals.ledger
    ? [["chain", followLedger], ["signature", checkSignatures], ["coherence", checkDocuments],
      ["coverage", checkCoverage], ["purges", checkBodies]]
    : [["signature", checkSignatures], ["coherence", checkNameless], ["chain", tellWithheld]];
  for (const [level, step] of steps) await told(level, () => step(bag, said, seals, key));
  said.doubt("timestamp", bag.has("data/seal/seal.tsr") ? "timestamp-unchecked" : "timestamp-none");
}
