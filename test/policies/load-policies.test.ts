import { describe, expect, it } from "vitest";
import { actionCatalogue } from "../../src/actions/catalogue.js";
import { loadPolicies } from "../../src/policies/load-policies.js";
import { formatProblem } from "../../src/policies/problem.js";
import { loaded, onePolicy, problemsOf } from "./support.js";

/** A policy that is fine, with lines replaced by key. */
function policy(changes: Readonly<Record<string, string | undefined>> = {}): string {
  const lines: Record<string, string | undefined> = { policy: "a", mode: "enforce", each: "vm", when: "vm.template", alert: "{ severity: info }", ...changes };
  return Object.entries(lines).flatMap(([key, value]) => (value === undefined ? [] : [`${key}: ${value}`])).join("\n");
}

describe("a mistake in a policy file is told with its place, what was found and what is allowed", () => {
  it.each<[string, string, string | RegExp]>([
    ["an unknown key", policy({ whn: "x" }), '6:1: unknown key "whn" in the policy; allowed: policy, description, mode, each, on, where, when, for, alert, do, limits, verify; did you mean "when"?'],
    ["a duplicate key", `${policy()}\nmode: off`, '6:1: duplicate key "mode" in the policy; it stands on line 2 already'],
    ["an unknown key further in", policy({ alert: "{ severity: info, sumary: '\"x\"' }" }), /^5:26: unknown key "sumary" in alert; allowed: severity, .*did you mean "summary"\?$/],
    ["a wrong choice", policy({ mode: "enforced" }), '2:7: mode is the text "enforced"; allowed: off, shadow, propose, enforce; did you mean "enforce"?'],
    ["a mode of the wrong type", policy({ mode: "true" }), "2:7: mode is the truth value true; allowed: off, shadow, propose, enforce"],
    ["a missing key", "mode: off\neach: vm\nwhen: 'true'\nalert: { severity: info }", /^1:1: the policy has no "policy": Name of the policy/],
    ["a name that is a number", policy({ policy: "12" }), "1:9: policy is the number 12; allowed: lower-case letters, digits and dashes, at most 63 (quote it to make it a text)"],
    ["a name with capitals", policy({ policy: "Ab" }), '1:9: policy is the text "Ab"; allowed: lower-case letters, digits and dashes, at most 63'],
    ["an unknown fact", policy({ on: "[vm.snapshot-remvoed]" }), /^6:6: on\[0\] is the text "vm.snapshot-remvoed"; did you mean "vm.snapshot-removed"\? allowed: vm.appeared, /],
    ["a duration without a unit", policy({ for: "10" }), "6:6: for is the number 10; allowed: a duration from 0s to 30d, such as 90s, 10m or 1h30m"],
    ["a key without a value", policy({ for: "" }), "6:6: for is nothing; allowed: a duration from 0s to 30d, such as 90s, 10m or 1h30m"],
    ["an unknown variable", policy({ when: "vmm.template" }), '4:7: when: unknown variable "vmm"; allowed: vm; did you mean "vm"?'],
    ["an unknown field", policy({ when: "vm.templat" }), /^4:10: when: unknown field "templat" of Vm; did you mean "template"\? allowed: moref, /],
    ["an unknown field under has", policy({ when: "has(vm.grop)" }), /^4:14: when: unknown field "grop" of Vm; did you mean "group"\? allowed: /],
    ["an unknown function", policy({ when: "vm.disks.exist(d, d.shared)" }), /^4:16: when: unknown function "exist"; did you mean "exists"\? allowed: /],
    ["a method called as a function", policy({ when: 'startsWith(vm.name, "x")' }), /^4:7: when: unknown function "startsWith"; allowed: .*; it is called as value.startsWith\(…\)$/],
    ["a wrong type", policy({ when: 'vm.depth == "x"' }), '4:7: when: "==" does not take int and string'],
    ["a condition that is no condition", policy({ when: "vm.name" }), "4:7: when: the expression yields string; allowed: bool"],
    ["a text that is no text", policy({ alert: "{ severity: info, summary: 'vm.depth' }" }), "5:36: alert.summary: the expression yields int; allowed: string"],
    ["a syntax error", policy({ when: "vm.template &&" }), "4:21: when: syntax error: the expression ends too early"],
    ["and for &&", policy({ when: "vm.template and vm.busy" }), "4:19: when: syntax error: unexpected and; write &&"],
    ["a single &", policy({ when: "vm.template & vm.busy" }), "4:19: when: syntax error: unexpected &; write &&"],
    ["not for !", policy({ when: "vm.template && not vm.busy" }), "4:22: when: syntax error: unexpected not; write !"],
    ["= for ==", policy({ when: "vm.depth = 3" }), "4:16: when: syntax error: unexpected =; write == to compare"],
    ["<> for !=", policy({ when: "vm.depth <> 3" }), "4:16: when: syntax error: unexpected <>; write !="],
    ["=> for >=", policy({ when: "vm.depth => 3" }), "4:16: when: syntax error: unexpected =>; write >="],
    ["a pattern operator", policy({ when: 'vm.name =~ "a"' }), '4:15: when: syntax error: unexpected =~; for patterns write glob(text, "prod-*") or re(text, "^prod-")'],
    ["a number with a unit", policy({ when: "vm.ownBytes > 2 TiB" }), "4:23: when: syntax error: a number has no unit; write TiB(…)"],
    ["an amount of time with a unit", policy({ when: "vm.snapshots.exists(s, age(s.createTime) > 3d)" }), "4:51: when: syntax error: a number has no unit; write days(…)"],
    ["curly quotes", policy({ when: "vm.name == “a”" }), "4:18: when: syntax error: unexpected “; texts stand between straight quotes"],
    ["a bracket that is never closed", policy({ when: "vm.template && (vm.busy || size(vm.disks) > 1" }), '4:22: when: syntax error: this "(" is never closed'],
    ["a bracket too many", policy({ when: "vm.template)" }), "4:18: when: syntax error: unexpected )"],
    ["a text without its end", policy({ when: "vm.name == 'a" }), "4:18: when: syntax error: this text has no end; its closing quote is missing"],
    ["a comma that is missing", policy({ when: 'vm.name in ["a" "b"]' }), '4:23: when: syntax error: expected "]", got a text'],
    ["CEL's own regular expressions", policy({ when: 'vm.name.matches("a+")' }), '4:15: when: the function "matches" is not allowed: use re(text, "pattern"), which cannot be made to hang'],
    ["a pattern that RE2 refuses", policy({ when: 're(vm.name, "(?=x)")' }), /^4:19: when: not a regular expression that RE2 knows: /],
    ["a pattern that is not a literal", policy({ when: "re(vm.name, vm.name)" }), "4:19: when: the pattern of re must be a text literal, so that it is checked at load"],
    ["the prototype of an object", policy({ when: "vm.constructor == vm.__proto__" }), /^4:10: when: unknown field "constructor" of Vm/],
    ["enforce with an action and no limits", policy({ do: "{ promote: { unlink: false } }" }), "6:1: mode enforce with do: needs limits:, with at least one of perDatastore, perHost, perVcenter, perHour, keepFree, window"],
    ["empty limits", policy({ do: "{ promote: { unlink: false } }", limits: "{}" }), "7:9: limits is empty; allowed: at least one of perDatastore, perHost, perVcenter, perHour, keepFree, window"],
    ["an unknown action", policy({ do: "{ promot: { unlink: false } }" }), /^6:7: unknown key "promot" in do; allowed: .*\bpromote, .*; did you mean "promote"\?$/],
    ["an action without its parameter", policy({ do: "{ promote: {} }", limits: "{ perHour: 1 }" }), /^6:16: do.promote has no "unlink": /],
    ["a parameter of the wrong type", policy({ do: "{ promote: { unlink: false, disks: 'vm.disks.map(d, d.label)' } }", limits: "{ perHour: 1 }" }), "6:41: do.promote.disks: the expression yields list<string>; allowed: list<int>"],
    ["an action that loses data without the word for it", policy({ do: "{ destroy-vm: {} }", limits: "{ perHour: 1 }" }), /^6:19: do.destroy-vm has no "allowDataLoss": /],
    ["the word for losing data as an expression", policy({ do: "{ destroy-vm: { allowDataLoss: 'vm.linked' } }", limits: "{ perHour: 1 }" }), '6:36: do.destroy-vm.allowDataLoss is the text "vm.linked"; allowed: true, written out: whoever writes it answers for what is lost'],
    ["a word that a parameter does not have", policy({ do: "{ remove-snapshot: { which: tow } }", limits: "{ perHour: 1 }" }), /^6:33: do.remove-snapshot.which: unknown .*"tow"/],
    ["an action on the wrong kind of object", policy({ each: "host", when: "host.inMaintenanceMode", do: "{ promote: { unlink: false } }", limits: "{ perHour: 1 }" }), "6:7: do.promote does not fit each: host; allowed: each: vm"],
    ["limits without an action", policy({ limits: "{ perHour: 1 }" }), "6:1: limits: is for actions, but the policy has no do:"],
    ["a percentage without its sign", policy({ do: "{ promote: { unlink: false } }", limits: "{ keepFree: 15 }" }), "7:21: limits.keepFree is the number 15; allowed: a percentage from 0% to 100%, such as 15%"],
    ["an unknown time zone", policy({ do: "{ promote: { unlink: false } }", limits: '{ window: "22:00-05:00 Europe/Berln" }' }), '7:19: limits.window has the unknown time zone "Europe/Berln"; allowed: IANA names such as Europe/Berlin or UTC'],
    ["impossible hours", policy({ do: "{ promote: { unlink: false } }", limits: '{ window: "25:00-05:00 UTC" }' }), /^7:19: limits.window is the text "25:00-05:00 UTC"; allowed: hours with a time zone/],
    ["neither alert nor action", policy({ alert: undefined }), '1:1: the policy "a" does nothing; it needs alert: or do:'],
    ["a wrong type of argument", policy({ when: "sizeText(vm.name) == 'x'" }), "4:7: when: sizeText does not take (string); allowed: sizeText(int): string, sizeText(double): string"],
    ["a method on the wrong type", policy({ when: 'vm.depth.contains("x")' }), "4:7: when: contains is not for int with (string); allowed: string.contains(string): bool"],
    ["a number where a time belongs", policy({ when: "age(vm.depth) > days(1)" }), "4:7: when: age does not take (int); allowed: age(timestamp): Age"],
    ["an age compared with a number", policy({ when: "vm.snapshots.exists(s, age(s.createTime) > 3)" }), '4:30: when: ">" does not take Age and int; compare an age with days(3), hours(12) or minutes(30)'],
    ["a time compared with a span", policy({ when: "vm.snapshots.exists(s, s.createTime > days(3))" }), '4:30: when: ">" does not take timestamp and Span; ask for its age, such as age(s.createTime) > days(3)'],
    ["a value compared with null", policy({ when: "vm.group != null" }), '4:7: when: "!=" does not take Group and null; whether a value is known is asked by has(…), such as has(vm.group)'],
    ["a whole number and a double", policy({ when: "vm.depth * 1.5 > 2.0" }), '4:7: when: "*" does not take int and double; make both doubles, with double(…) or 1.0'],
    ["a number negated as a condition", policy({ when: "'!vm.depth'" }), '4:8: when: "!" does not take int'],
    ["a field without its object", policy({ when: "depth > 3" }), '4:7: when: unknown variable "depth"; did you mean vm.depth? allowed: vm'],
    ["a word without its quotes", policy({ when: "vm.powerState == poweredOn" }), '4:24: when: unknown variable "poweredOn"; did you mean the text "poweredOn"? allowed: vm'],
    ["a function by another language's name", policy({ when: "vm.disks.any(d, d.shared)" }), /^4:16: when: unknown function "any"; did you mean list\.exists\(x, …\)\? allowed: exists, /],
    ["tags as a field", policy({ when: "vm.tags.size() > 0" }), /^4:10: when: unknown field "tags" of Vm; tags are not read from vCenter; choose by folder, cluster or name; allowed: /],
    ["a clock", policy({ when: "now > 1" }), '4:7: when: unknown variable "now"; ask for ages instead, such as age(s.createTime) > days(3), so that tetherd knows when to look again'],
    ["CEL's durations", policy({ when: "duration('3h') == duration('3h')" }), /^4:7: when: the function "duration" is not allowed: use days\(3\), hours\(72\) or minutes\(10\)/],
    ["tags, which are not read", policy({ when: "hasTag('gold')" }), '4:7: when: the function "hasTag" is not allowed: tags are not read from vCenter; choose by folder, cluster or name'],
    ["hours that are none", policy({ when: 'inWindow("22-5 Europe/Berlin")' }), /^4:16: when: "22-5 Europe\/Berlin" are no hours; allowed: hours with a time zone/],
    ["a pattern in a list that RE2 or globs refuse", policy({ when: `glob(vm.name, ["a", "${"x".repeat(257)}"])` }), "4:27: when: a glob may have 256 characters, this one has 257"],
    ["a word that a field never has", policy({ when: 'vm.powerState == "on"' }), '4:24: when: "powerState" is never "on"; allowed: poweredOn, poweredOff, suspended'],
    ["a word that a verdict never is", policy({ each: "group", when: 'group.limit.verdict != "aplies"' }), '4:30: when: "verdict" is never "aplies"; allowed: applies, lifted, unknown; did you mean "applies"?'],
    ["a word in a list that a field never has", policy({ when: 'vm.powerState in ["poweredOn", "poweredoff"]' }), '4:38: when: "powerState" is never "poweredoff"; allowed: poweredOn, poweredOff, suspended; did you mean "poweredOff"?'],
    ["a condition that is false for ever", policy({ when: "vm.template && 1 > 2" }), "4:22: when: the policy can never match: 1 > 2 is always false"],
    ["parts that exclude each other", policy({ when: 'vm.powerState == "poweredOn" && vm.depth > 1 && vm.powerState == "poweredOff"' }), '4:55: when: the policy can never match: vm.powerState == "poweredOn" and vm.powerState == "poweredOff" exclude each other'],
    ["bounds that exclude each other", policy({ when: "vm.depth >= 5 && 3 > vm.depth" }), "4:24: when: the policy can never match: vm.depth >= 5 and 3 > vm.depth exclude each other"],
    ["a flag and its contrary", policy({ when: "vm.template && vm.depth > 1 && !vm.template" }), /^4:38: when: the policy can never match: vm.template and /],
    ["globs that leave out what others choose", policy({ where: '{ cluster: ["prod-a*", "prod-b"], notCluster: ["prod-*"] }' }), "6:42: the policy can never match: where.notCluster leaves out all that where.cluster chooses"],
    ["a where that cannot match", policy({ each: "datastore", when: "datastore.accessible", where: '{ folder: "x" }' }), "6:10: where.folder does not fit each: datastore; allowed: name, notName, datastore, notDatastore"],
    ["a raise to something better", policy({ alert: "{ severity: error, raise: [{ to: warning, when: vm.template }] }" }), "5:37: alert.raise[0].to is warning; allowed: worse than error, in the order info, warning, error, critical"],
    ["a label that tetherd sets", policy({ alert: "{ severity: info, labels: { severity: x } }" }), /^5:36: alert.labels cannot have the name "severity"; tetherd sets alertname, /],
    ["a document that is a list", "- a", /^1:1: the policy is a list; allowed: a mapping with the keys policy, /],
    ["broken YAML", "policy: [a", /^1:11: not readable as YAML: /],
    ["a file cut off inside several brackets, told once", "policy: { a: { b: { c: [", /^1:25: not readable as YAML: [^\n]*\n1:25: not readable as YAML: [^\n]*$/],
    ["a tab for indentation", "alert:\n\tseverity: info", /^2:1: not readable as YAML: /],
    ["an alias", "policy: &x a\nmode: *x", '2:7: aliases are not allowed: "*x"; write the value out'],
    ["an unknown tag", "policy: !secret a", /^1:9: not readable as YAML: /],
    ["YAML 1.1, where off is false", "%YAML 1.1\n---\nmode: off", /asks for YAML 1.1; allowed: 1.2$/],
  ])("%s", (_what, text, expected) => {
    const problems = problemsOf(text);
    expect(problems.join("\n")).toMatch(typeof expected === "string" ? new RegExp(`^${expected.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`) : new RegExp(expected.source, "m"));
  });

  it("every mistake is found in one go, in all files and documents, in order", () => {
    const files = [
      { path: "b.yaml", text: `${policy({ when: "vm.templat && re(vm.name, \"(\")", whn: "1", for: "soon" })}\n---\n${policy({ policy: "b", mode: "on" })}` },
      { path: "a.yaml", text: policy({ policy: "c", alert: "{ severity: bad, summary: '1' }" }) },
    ];
    const { policies, problems } = loadPolicies(files, actionCatalogue);
    expect(policies).toBeUndefined();
    expect(problems.map((problem) => formatProblem(problem).split(":").slice(0, 4).join(":"))).toEqual([
      "a.yaml:5:20: alert.severity is the text \"bad\"; allowed", "a.yaml:5:35: alert.summary",
      "b.yaml:4:10: when", "b.yaml:4:33: when", "b.yaml:6:1: unknown key \"whn\" in the policy; allowed", "b.yaml:7:6: for is the text \"soon\"; allowed", "b.yaml:10:7: mode is the text \"on\"; allowed",
    ]);
  });

  it("a name used twice is told where it was used first, across files", () => {
    const { problems } = loadPolicies([{ path: "x.yaml", text: policy() }, { path: "y.yaml", text: `\n${policy()}` }], actionCatalogue);
    expect(problems.map(formatProblem)).toEqual(['y.yaml:2:1: duplicate policy name "a"; it is taken at x.yaml:1']);
  });

  it("the place inside a folded expression is the place in the file", () => {
    const text = "policy: a\nmode: enforce\neach: group\nwhen: >-\n  group.hostSpan > 1 &&\n    group.hostSpn > 2\nalert: { severity: info }";
    expect(problemsOf(text)[0]).toMatch(/^6:11: when: unknown field "hostSpn" of Group/);
  });
});

describe("a set of policies", () => {
  it("is refused whole when one document is wrong", () => {
    expect(loadPolicies([{ path: "p.yaml", text: `${policy()}\n---\n${policy({ policy: "b", mode: "x" })}` }], actionCatalogue).policies).toBeUndefined();
  });

  it("may be empty, and empty documents are skipped", () => {
    expect(loaded().policies).toEqual([]);
    expect(loaded("", "# nothing\n---\n---\n").policies).toEqual([]);
  });

  it("is sorted by name, indexed by what is looked at, and leaves out what is off", () => {
    const set = loaded(`${policy({ policy: "b" })}\n---\n${policy({ policy: "a", mode: "off" })}`);
    expect(set.policies.map(({ name }) => name)).toEqual(["a", "b"]);
    expect(set.byKind.vm.map(({ name }) => name)).toEqual(["b"]);
  });

  it("has a hash of its texts, whatever their order", () => {
    const [x, y] = [policy({ policy: "x" }), policy({ policy: "y" })];
    expect(loaded(x, y).hash).toBe(loaded(y, x).hash);
    expect(loaded(x).hash).not.toBe(loaded(x, y).hash);
  });

  it("loads with warnings, which are told", () => {
    const { policies, problems } = loadPolicies([{ path: "p.yaml", text: policy({ alert: "{ severity: info, labels: { vm: vm.name } }" }) }], actionCatalogue);
    expect(policies).toBeDefined();
    expect(problems.map(formatProblem)).toEqual([expect.stringMatching(/^p.yaml:5:26: warning: the label vm is the plain text "vm.name"/)]);
  });

  it("has every default filled in and every value in its unit", () => {
    const read = onePolicy(policy({
      for: "1h30m", where: '{ cluster: "prod-*", notFolder: ["*/legacy/*"] }', do: "{ promote: { unlink: false, disks: [2000] } }",
      limits: '{ perHour: 20, keepFree: 15%, window: ["22:00-05:00 Europe/Berlin", "Sat-Sun 00:00-24:00 UTC"] }', verify: '{ within: 45m, that: "vm.depth == 1" }',
      alert: "{ severity: info, keepFiringFor: 5m, runbook: https://example.org/r, labels: { team: storage } }", on: "vm.chain-changed",
    }));
    expect(read).toMatchObject({
      forMs: 5_400_000, where: { only: { cluster: ["prod-*"] }, not: { folder: ["*/legacy/*"] } },
      action: { verb: "promote", params: { unlink: { value: false }, disks: { value: [2000] } } },
      limits: { perHour: 20, keepFreePercent: 15, windows: [{ from: "22:00", to: "05:00", zone: "Europe/Berlin" }, { days: ["Sat", "Sun"], from: "00:00", to: "24:00", zone: "UTC" }] },
      verify: { withinMs: 2_700_000 }, alert: { keepFiringForMs: 300_000, runbook: "https://example.org/r", labels: { team: "storage" }, raise: [] },
    });
    expect(read.on).toEqual(new Set(["vm.chain-changed"]));
    expect(onePolicy(policy())).toMatchObject({ forMs: 0, description: "", on: undefined, limits: undefined, verify: undefined, place: { path: "p0.yaml", line: 1 } });
  });
});

describe("bounds", () => {
  it.each<[string, string, RegExp]>([
    ["a file that is too large", `# ${"x".repeat(1_100_000)}`, /^1:1: the file has \d+ characters; allowed: 1048576$/],
    ["too many documents", "---\na: 1\n".repeat(1_001), /^1:1: the file has 1001 documents; allowed: 1000$/],
    ["brackets nested too deeply", `policy: ${"[".repeat(100_000)}`, /^1:\d+: the file is nested more than 50 levels deep$/],
    ["lists nested too deeply on one line", `${"- ".repeat(100_000)}a`, /^1:\d+: the file is nested more than 50 levels deep$/],
    ["an alias bomb", `a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]`, /aliases are not allowed/],
    ["an expression that is too long", policy({ when: `'${"vm.template || ".repeat(300)}vm.template'` }), /^4:8: when: the expression has \d+ characters; allowed: 4096$/],
    ["an expression with too many parts", policy({ when: `'1${"+1".repeat(600)} == 1'` }), /^4:\d+: when: the expression is too large/],
    ["an expression nested too deeply", policy({ when: `'${"(".repeat(100)}true${")".repeat(100)}'` }), /^4:\d+: when: the expression is too large/],
    ["loops nested too deeply", policy({ when: "'vm.disks.all(a, vm.disks.all(b, vm.disks.all(c, true)))'" }), /^4:49: when: "all" is nested too deeply; allowed: loops of depth 2$/],
  ])("%s is refused with its place", (_what, text, expected) => {
    expect(problemsOf(text)).toEqual(expect.arrayContaining([expect.stringMatching(expected)]));
  });
});

describe("what can match after all is no mistake", () => {
  it.each<[string, string]>([
    ["bounds that meet", "vm.depth >= 5 && vm.depth <= 5"],
    ["different fields", 'vm.powerState == "poweredOn" && vm.connectionState == "connected"'],
    ["alternatives", 'vm.powerState == "poweredOn" || vm.powerState == "poweredOff"'],
    ["the same field of different entries", "vm.disks.exists(d, d.depth == 1) && vm.disks.exists(d, d.depth == 2)"],
    ["an error, which is unknown and not false", "vm.template && 1 / 0 == 1"],
    ["a condition that always holds", "true"],
    ["whole numbers and doubles that are equal", "vm.depth == 2.0 && 2.0 == vm.depth && vm.depth != 2.5"],
  ])("%s", (_what, when) => {
    expect(problemsOf(policy({ when: `'${when}'` }))).toEqual([]);
  });

  it("globs that leave out a part of what others choose", () => {
    expect(problemsOf(policy({ where: '{ name: ["a*", "b"], notName: ["ab*", "b"] }' }))).toEqual([]);
    expect(problemsOf(policy({ where: '{ name: ["a*"], notName: ["a?"] }' }))).toEqual([]);
  });
});
