"use strict";
// What a bundle without names still shows: pseudonyms that lead to the seal, and what is withheld.

const NAMELESS = "data/seal/pseudonyms.json";
const OWN = ["data/pseudonyms/", "data/rules/", "data/seals/"];
const ALONE = ["seal/seal.json", "seal/seal.sig", "seal/key.pem", "seal/seal.tsr", "seal/pseudonyms.json", "results/constats.csv"];

const isNameless = (bag) => bag.has(NAMELESS) && !bag.has("data/ledger.jsonl") && !bag.has("data/seal/facts.json");

async function checkNameless(bag, said, seals) {
  const seal = seals.last;
  if (!("pseudonyms.json" in seal.documents)) throw new BadBundle("pseudonyms.json");
  if (`sha256:${await bag.digest(NAMELESS)}` !== seal.documents["pseudonyms.json"]) {
    said.wrong("coherence", "document-false", { name: NAMELESS });
  }
  const told = await bag.json(NAMELESS);
  namelessCounts(said, seal, told);
  await namelessFacts(bag, said, told.populations);
  await checkRules(bag, said, seal.rules);
  for (const name of bag.names()) {
    if (!name.startsWith("data/") || OWN.some((own) => name.startsWith(own))) continue;
    if (!ALONE.includes(name.slice(5))) said.wrong("coherence", "named-there", { name });
  }
  said.good("coherence", "pseudonyms-agree");
  said.doubt("coherence", "withheld", { count: Object.keys(seal.documents).length - 1 });
}

function namelessCounts(said, seal, told) {
  if (told.differing.length) {
    said.doubt("coherence", "pseudonyms-differ", { checks: told.differing.join(", ") });
    return;
  }
  const { outcomes, findings } = told.judgement;
  agree(said, "outcomes", filled(seal.outcomes), tally(outcomes.map((each) => each.state)));
  agree(said, "findings", filled(seal.findings), tally(findings.map((each) => each.finding.severity)));
}

async function namelessFacts(bag, said, populations) {
  const sealed = new Map();
  for (const [place, each] of populations.entries()) {
    if (!("unanswered" in each)) sealed.set(`data/pseudonyms/${String(place + 1).padStart(4, "0")}.jsonl`, each);
  }
  for (const name of bag.names().filter((each) => each.startsWith("data/pseudonyms/"))) {
    if (sealed.has(name)) await confirm(bag, said, name, sealed.get(name));
    else said.wrong("coherence", "facts-false", { name });
    sealed.delete(name);
  }
  if (sealed.size) said.doubt("coherence", "facts-absent", { count: sealed.size });
}

async function tellWithheld(bag, said, seals) {
  const { ledger, coverage, exhibits } = seals.last;
  said.doubt("chain", "ledger-withheld", { size: ledger.size });
  said.doubt("coverage", "coverage-withheld", coverage);
  said.doubt("purges", "left-out", { count: exhibits });
}
