import { Ajv2020 } from "ajv/dist/2020.js";
import { readFileSync } from "node:fs";
import { describe, expect, it, test } from "vitest";
import { parse } from "yaml";
import { chooseRoutes, companyOf, heldBack, mutedBy, routingLabels } from "../../src/notify/routing/choose-routes.js";
import { loadRouting } from "../../src/notify/routing/load-routing.js";
import { routingSpec } from "../../src/notify/routing/routing-keys.js";
import type { Routing } from "../../src/notify/routing/routing.js";
import { readAlert } from "../../src/notify/read-alert.js";
import { formatProblem } from "../../src/policies/problem.js";
import { sampleAlert } from "./alert-samples.js";

const sample = "config/relay.sample.yaml";
const receivers = `receivers:
  chat: { mattermost: { urlFile: /s/url } }
  oncall: { pagerduty: { routingKeyFile: /s/key } }
`;

function routing(rest: string): Routing {
  const { routing: found, problems } = loadRouting({ path: "relay.yaml", text: receivers + rest });
  if (found === undefined) throw new Error(problems.map(formatProblem).join("\n"));
  return found;
}

function mistakes(text: string): readonly string[] {
  return loadRouting({ path: "relay.yaml", text }).problems.map(formatProblem);
}

const told = (found: Routing, labels: Readonly<Record<string, string>>): string => chooseRoutes(found, labels).map(({ route, why }) => `${route.name.split(" (")[0] ?? ""} ${why}: ${route.to.map(({ name }) => name).join()}`).join("; ");

describe("who is told", () => {
  const found = routing(`
routes:
  - { match: 'labels.severity == "critical"', to: oncall }
  - { match: 'labels.team == "storage"', to: chat, continue: true }
  - { match: 'glob(labels.cluster, "prod-*")', to: [chat, oncall] }
default: { to: chat }
`);
  test.each([
    ["the first route that matches", { severity: "critical", team: "storage", cluster: "prod-a" }, "route 1 matches: oncall"],
    ["one that continues, and then the first that does not", { severity: "warning", team: "storage", cluster: "prod-a" }, "route 2 matches: chat; route 3 matches: chat,oncall"],
    ["one that continues, and the default", { severity: "warning", team: "storage", cluster: "lab-a" }, "route 2 matches: chat; default default: chat"],
    ["the default, for what nobody expected", { severity: "warning" }, "default default: chat"],
  ])("is %s", (_title, labels, expected) => {
    expect(told(found, labels)).toBe(expected);
  });

  it("is also whom a condition names that cannot be told, and whoever comes below", () => {
    const [odd] = found.routes;
    expect(told({ ...found, routes: [{ ...odd!, match: { source: "odd", labels: [], matches: () => undefined } }, ...found.routes.slice(1)] }, { team: "storage" })).toBe("route 1 unknown: oncall; route 2 matches: chat; default default: chat");
  });
});

it("places of the object are labels too, unless the policy has its own of that name", () => {
  expect(routingLabels(sampleAlert())).toMatchObject({ cluster: "prod-a", host: "esx1, esx2", team: "storage", severity: "warning" });
  expect(routingLabels(sampleAlert({ labels: { cluster: "mine" }, subject: { kind: "cluster", id: "domain-c8", name: "prod-b" } }))["cluster"]).toBe("mine");
  expect(routingLabels(sampleAlert({ subject: { kind: "host", id: "host-1", name: "esx7" }, object: { cluster: "prod-a", host: "no" } }))).toMatchObject({ host: "esx7", cluster: "prod-a" });
  expect(routingLabels(sampleAlert({ object: null }))).not.toHaveProperty("cluster");
});

it("alerts of one group have what they share in common, and the others stand alone", () => {
  const { fallback } = routing("default: { to: [chat, oncall], group: [policy, cluster] }");
  expect(companyOf(fallback, "f1", { policy: "p", cluster: "a" })).toEqual({ key: companyOf(fallback, "f2", { policy: "p", cluster: "a", name: "x" }).key, common: { policy: "p", cluster: "a" } });
  expect(companyOf(fallback, "f1", { policy: "p" }).common).toEqual({ policy: "p", cluster: "" });
  expect(companyOf({ ...fallback, group: [] }, "f1", {})).toEqual({ key: "f1", common: undefined });
  expect(fallback).toMatchObject({ waitMs: 30_000, intervalMs: 300_000, repeatMs: 14_400_000 });
  expect(routing("default: { to: [chat, oncall] }").fallback).toMatchObject({ waitMs: 0, intervalMs: 0 });
});

test.each([
  ["2026-11-24T22:30:00Z", "nights"], ["2026-11-24T12:00:00Z", undefined], ["2026-11-28T12:00:00Z", "weekend"],
])("at %s the mute time that holds is %s", (at, name) => {
  const { fallback } = routing('mute: { nights: "22:00-06:00 Europe/Berlin", weekend: "Sat,Sun 00:00-24:00 Europe/Berlin" }\ndefault: { to: [chat, oncall], mute: [nights, weekend] }');
  expect(mutedBy(fallback, Date.parse(at))?.name).toBe(name);
});

test.each([
  [{}, undefined], [{ silencedBy: ["s1", "s2"] }, "it is silenced by s1, s2"], [{ storm: "5be2" }, "the storm alert 5be2 stands for it"],
])("of %o nobody is told by itself: %s", (marks, reason) => {
  expect(heldBack(sampleAlert(marks))).toBe(reason);
});

describe("a mistake in the file is told with its place, what is there and what is allowed", () => {
  test.each([
    ["default: { to: [chat, oncal] }", 'relay.yaml:4:23: unknown receiver "oncal"; allowed: chat, oncall; did you mean "oncall"?'],
    ["default: { to: chat, mute: night }", 'relay.yaml:4:28: unknown mute time "night"; there is none'],
    ["defualt: { to: chat }", 'relay.yaml:4:1: unknown key "defualt" in the routing file; allowed: receivers, mute, routes, default; did you mean "default"?'],
    ["default: { to: chat, wait: soon }", 'relay.yaml:4:28: default.wait is the text "soon"; allowed: a duration from 0s to 1d, such as 90s, 10m or 1h30m'],
    ["default: { to: chat }\nroutes: [{ match: labels.team = \"x\", to: chat }]", "relay.yaml:5:"],
    ["default: { to: chat }\nroutes: [{ match: 'label.team == \"x\"', to: chat }]", 'relay.yaml:5:20: routes[0].match: unknown variable "label"; allowed: labels'],
    ["default: { to: chat }\nroutes: [{ to: chat }]", 'routes[0] has no "match"'],
    ["default: { to: chat }\nmute: { nights: 22-06 }", "relay.yaml:5:17: mute.nights"],
    ["default: { to: chat }\n---\ndefault: { to: chat }", "the routing file has several documents; allowed: one"],
    ["", 'the routing file has no "default"'],
  ])("%j", (rest, expected) => {
    expect(mistakes(receivers + rest).join("\n")).toContain(expected);
  });

  test.each([
    ["{ slak: { urlFile: /s } }", 'unknown key "slak" in receivers.a; allowed: alertmanager, mail, mattermost, ntfy, pagerduty, slack, teams, webhook; did you mean "slack"?'],
    ["{ slack: { urlFile: /s }, teams: { urlFile: /s } }", "receivers.a is of several kinds (slack, teams); allowed: one, and a receiver for each"],
    ["{}", "receivers.a has no kind; allowed: alertmanager, mail, mattermost, ntfy, pagerduty, slack, teams, webhook"],
    ["{ slack: { tokenFile: /s } }", "receivers.a.slack needs tokenFile and channel, or urlFile alone"],
    ["{ slack: { tokenFile: /s, channel: '#storage' } }", "a channel's id such as C0123456789"],
    ["{ webhook: { url: http://hook.example.org } }", 'receivers.a.webhook has the address "http://hook.example.org"; allowed: https://, or http:// with plainHttp: true'],
    ["{ webhook: { url: https://user:pw@hook.example.org } }", "without name and password in it"],
    ["{ webhook: { url: https://hook.example.org, headers: { Host: x } } }", "tetherd sets it itself"],
    ["{ webhook: { url: https://hook.example.org, body: { a: '{{titel}}' } } }", "has the unknown word {{titel}} in body"],
    ["{ webhook: { url: https://hook.example.org, allow: [localhost] } }", "allowed: an address or network"],
    ["{ mail: { host: a, from: b@example.org, to: c@example.org, username: x } }", "has one of username and passwordFile; allowed: both, or none"],
    ["{ mail: { host: a, from: b@example.org, to: c@example.org, username: x, passwordFile: /s, security: none } }", "so that the password is not sent in plain"],
    ["{ mail: { host: a, from: \"b@example.org\\nBcc: x@example.org\", to: c@example.org } }", "a plain mail address"],
    ["{ alertmanager: { url: https://am.example.org, username: x, passwordFile: /s, tokenFile: /t } }", "has tokenFile and username; allowed: one of them"],
    ["{ pagerduty: { routingKeyFile: /s, region: eur } }", 'did you mean "eu"?'],
    ["{ ntfy: { url: https://ntfy.example.org, topic: a/b } }", "letters, digits, - and _, at most 64"],
  ])("receiver %s", (receiver, expected) => {
    expect(mistakes(`receivers: { a: ${receiver} }\ndefault: { to: a }`).join("\n")).toContain(expected);
  });

  it("a receiver that nobody is sent to is a warning, and the file takes effect", () => {
    const { routing: found, problems } = loadRouting({ path: "relay.yaml", text: `${receivers}default: { to: chat }` });
    expect(problems.map(formatProblem)).toEqual(['relay.yaml:1:1: warning: no route tells the receiver "oncall"']);
    expect(found).toBeDefined();
  });

  test.each([
    ["to: am", ['relay.yaml:2:12: warning: "am" is told each alert in a request of its own, over and over while it fires; group: alertname puts thousands into a few']],
    ["to: am, group: alertname", []],
    ["to: am, group: alertname, mute: nights", ['relay.yaml:2:38: warning: "am" takes for over what it is not told again in a mute time; it has times of its own for that']],
  ])("an Alertmanager that would be told in an unhappy way is a warning: %s", (how, expected) => {
    const { routing: found, problems } = loadRouting({ path: "relay.yaml", text: `receivers: { am: { alertmanager: { url: "https://am.example.org" } } }\ndefault: { ${how} }\nmute: { nights: "22:00-06:00 Europe/Berlin" }\n` });
    expect(problems.map(formatProblem)).toEqual(expected);
    expect(found).toBeDefined();
  });

  it("an empty file says what is needed", () => {
    expect(mistakes("")).toEqual(['relay.yaml:1:1: the routing file is empty; it needs "receivers" and "default"']);
  });
});

it("the sample takes effect as it is, and the JSON Schema for editors agrees", () => {
  const text = readFileSync(sample, "utf8");
  expect(loadRouting({ path: sample, text }).problems).toEqual([]);
  const validate = new Ajv2020({ strict: false }).compile(routingSpec.schema);
  expect(validate(parse(text)), JSON.stringify(validate.errors)).toBe(true);
  expect(validate({ receivers: { a: { slak: {} } }, default: { to: "a" } })).toBe(false);
});

describe("an alert is read from a message of the stream", () => {
  test.each(["alert.firing.json", "alert.resolved.json", "alert.storm.json"])("%s", (name) => {
    expect(readAlert(readFileSync(`schemas/samples/${name}`, "utf8"))).toMatchObject({ fingerprint: expect.any(String) as unknown, updatedAt: expect.any(String) as unknown });
  });

  const whole = sampleAlert() as unknown as Record<string, unknown>;
  test.each([
    ["no JSON", "{", "is no JSON object"], ["a list", "[]", "is no JSON object"], ["no status", JSON.stringify({ ...whole, status: "odd" }), 'has no "status"'], ["no end", JSON.stringify({ ...whole, status: "resolved" }), 'has no time "endsAt"'],
    ["labels that are no texts", JSON.stringify({ ...whole, labels: { a: 1 } }), 'has no mapping of texts "labels"'], ["an odd severity", JSON.stringify({ ...whole, severity: "bad" }), 'has no "severity"'],
    ["no subject", JSON.stringify({ ...whole, subject: { kind: "vm" } }), 'has no "subject"'], ["no age", JSON.stringify({ ...whole, dataAge: -1 }), 'has no number "dataAge"'], ["odd members", JSON.stringify({ ...whole, members: {} }), 'has "members" without'],
  ])("not from %s", (_title, text, expected) => {
    expect(readAlert(text)).toContain(expected);
  });

  it("of an older kind, without what was added later", () => {
    const older = Object.fromEntries(Object.entries(whole).filter(([name]) => name !== "transitionKind" && name !== "updatedAt"));
    expect(readAlert(JSON.stringify(older))).toMatchObject({ transitionKind: "fired", updatedAt: whole["startsAt"] });
  });
});
