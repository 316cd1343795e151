"use strict";
// Whether the documents of a bundle are those that were sealed, and count the same.

const same = (one, other) => JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));

function sorted(value) {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(sorted);
  return Object.fromEntries(Object.keys(value).sort().map((name) => [name, sorted(value[name])]));
}

async function checkDocuments(bag, said, seals) {
  const seal = seals.last;
  for (const [name, digest] of Object.entries(seal.documents).sort()) {
    if ((await bag.digest(`data/seal/${name}`)) !== digest.slice(7)) {
      said.wrong("coherence", "document-false", { name: `data/seal/${name}` });
    }
  }
  const exhibits = await bag.json("data/seal/exhibits.json");
  const facts = await bag.json("data/seal/facts.json");
  agree(said, "exhibits.json", seal.exhibits, exhibits.length);
  agree(said, "facts.json", seal.facts, facts.reduce((sum, each) => sum + each.count, 0));
  if (!("results" in seal)) throw new BadBundle("results");
  if (seal.results) await checkResults(bag, said, seal);
  await checkFacts(bag, said, facts);
  if (seal.documents["inputs.json"]) await checkInputs(bag, said, seals);
  await checkRules(bag, said, seal.rules);
  said.good("coherence", "documents-agree");
}

function agree(said, name, told, found) {
  if (!same(told, found)) {
    const shown = [told, found].map((value) => JSON.stringify(value));
    said.wrong("coherence", "count-false", { name, told: shown[0], found: shown[1] });
  }
}

function tally(values) {
  const counts = Object.create(null);
  for (const value of values) counts[value] = (counts[value] || 0) + 1;
  return counts;
}

const filled = (counts) => Object.fromEntries(Object.entries(counts).filter(([, count]) => count));

async function checkResults(bag, said, seal) {
  const body = await bag.read("data/results/judgement.json");
  if ((await hashed(body)) !== seal.results.judgement) {
    said.wrong("coherence", "document-false", { name: "data/results/judgement.json" });
  }
  const judged = JSON.parse(text(body));
  agree(said, "outcomes", filled(seal.outcomes), tally(judged.outcomes.map((each) => each.state)));
  agree(said, "findings", filled(seal.findings), tally(judged.findings.map((each) => each.finding.severity)));
  const result = await bag.json("data/results/result.json");
  agree(said, "result.json", seal.run, result.run);
  const shown = Object.fromEntries(result.outcomes.map((each) => [each.check, each.outcome]));
  if (!same(shown, Object.fromEntries(judged.outcomes.map((each) => [each.check, each.state])))) {
    said.wrong("coherence", "document-false", { name: "data/results/result.json" });
  }
  agree(said, "result.json", judged.findings.length, result.findings.length);
}

async function checkRules(bag, said, told) {
  const head = "data/rules/";
  const tree = Object.create(null); // a file may be named __proto__
  const names = bag.names().filter((each) => each.startsWith(head));
  if (!names.length) { said.doubt("coherence", "rules-absent"); return; }
  for (const name of names) {
    tree[name.slice(head.length)] = `sha256:${await bag.digest(name)}`;
  }
  const canonical = new TextEncoder().encode(JSON.stringify(sorted(tree)));
  if ((await hashed(canonical)) !== told) said.wrong("coherence", "rules-false");
}

async function checkCoverage(bag, said, seals) {
  for (const each of await bag.json("data/seal/coverage.json")) {
    for (const gap of each.missing) said.doubt("coverage", "uncovered", { source: each.source, ...gap });
    const unseen = Object.values(each.unseen ?? {}).reduce((sum, count) => sum + count, 0);
    if (unseen) said.doubt("coverage", "unseen", { source: each.source, count: unseen });
    if ((each.completeness ?? "complete") !== "complete") {
      said.doubt("coverage", "incomplete", { source: each.source });
    }
  }
  const { missing, expected } = seals.last.coverage;
  if (missing === undefined || expected === undefined) throw new BadBundle("coverage");
  const whole = !said.lines.some((line) => line.level === "coverage");
  if (whole && !missing) said.good("coverage", "covered", { expected });
  else if (whole) agree(said, "coverage.json", missing, 0);
}

// Whether a part of an exhibit is what was kept: its bytes, or how they were got.
async function holds(bag, name, digest, part, seals) {
  if (part === "body") return (await bag.digest(name)) === digest;
  try {
    const told = await bag.json(name);
    return (seals.got.get(digest) ?? []).some((each) => same(each, told));
  } catch { return false; }
}

async function checkBodies(bag, said, seals) {
  const named = await bag.json("data/seal/exhibits.json");
  const sealed = new Set(named.map((each) => each.digest.slice(7)));
  const absent = [...sealed].filter((digest) => !bag.has(`data/exhibits/${digest}.body`));
  for (const name of bag.names()) {
    const found = /^data\/exhibits\/(\w+)\.(body|json)$/.exec(name);
    if (found && !(sealed.has(found[1]) && (await holds(bag, name, found[1], found[2], seals)))) {
      said.wrong("coherence", "document-false", { name });
    }
  }
  const info = text(await bag.read("bag-info.txt")).split("\n");
  const told = new Set(info.filter((line) => line.startsWith("Purged: ")).map((line) => line.slice(8, 72)));
  const purged = absent.filter((digest) => told.has(digest)).length;
  if (purged) said.doubt("purges", "purged", { count: purged });
  if (absent.length > purged) said.doubt("purges", "left-out", { count: absent.length - purged });
  if (!absent.length) said.good("purges", "all-present");
}
