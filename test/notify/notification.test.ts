import { describe, expect, it, test } from "vitest";
import fc from "fast-check";
import { alertNews } from "../../src/notify/alert-news.js";
import { notificationOf } from "../../src/notify/notification-of.js";
import { pageOf } from "../../src/notify/page.js";
import { nastyTexts, resolvedAlert, sampleAlert, soon } from "./alert-samples.js";

describe("what is told of one alert", () => {
  it("says what, where, since when, why with values, how old the data is, what comes next and what to type", () => {
    expect(alertNews(sampleAlert())).toMatchObject({
      summary: "Clone group base spans 7 of 8 permitted hosts",
      where: [
        { label: "Clone group", text: "base (g-1a2b3c)" }, { label: "Clusters", text: "prod-a" }, { label: "Hosts", text: "esx1, esx2" }, { label: "vCenter", text: "4c4c4544-0044-4a10-8053-b7c04f4d3732" },
      ],
      startsAt: "2026-11-24T08:00:00.000Z",
      why: ["HA may fail to restart its members.", "Done by VSPHERE.LOCAL\\ops through vCenter (vm.clone)."],
      figures: [
        { label: "Members", text: "12" }, { label: "Hosts it spans", text: "7" }, { label: "Host limit", text: "applies" }, { label: "Hosts permitted", text: "8" }, { label: "Risk that HA fails", text: "1.25 %" },
        { label: "Shared", text: "unknown" },
      ],
      dataAge: "2s", next: ["tetherd says so when it is over."], commands: ["tetherd explain clone-group-ha-span g-1a2b3c"],
      links: [{ text: "Runbook", url: "https://wiki.example.org/ha-span" }, { text: "Policy", url: "https://tetherd.example.org/policies/clone-group-ha-span" }],
    });
  });

  it("says why it is over, and that nothing is waited for", () => {
    const { why, next } = alertNews(resolvedAlert({ reason: "policy removed" }));
    expect(why[0]).toBe("Over: policy removed.");
    expect(next).toEqual([]);
  });

  it("says what is not known, and does not take it for over", () => {
    const { why, next } = alertNews(sampleAlert({ unknownSince: "2026-11-24T08:10:00.000Z" }));
    expect(why).toContain("Since 2026-11-24T08:10:00.000Z it is not known whether it still holds, as data is missing.");
    expect(next).toEqual(["tetherd waits until vCenter tells the missing data."]);
  });

  it("shows the commands that a proposed action waits for", () => {
    const action = { fingerprint: "0f3a5c7e9b1d2468", id: "promote-6b1f20c94ad3e857", verb: "promote", state: "offered" as const, target: { type: "VirtualMachine" as const, id: "vm-42", name: "web-1" } };
    const { next, commands } = alertNews(sampleAlert(), action);
    expect(next[0]).toBe("tetherd proposes: promote of web-1. It waits for your approval.");
    expect(commands).toEqual(["tetherd actions approve promote-6b1f20c94ad3e857", "tetherd actions refuse promote-6b1f20c94ad3e857", "tetherd explain clone-group-ha-span g-1a2b3c"]);
  });

  test.each(["vm-1; reboot", "$(reboot)", "-rf", "a b", "`x`", ""])("offers no command to type for an object called %j", (id) => {
    expect(alertNews(sampleAlert({ subject: { kind: "vm", id, name: "web-1" } })).commands).toEqual([]);
  });

  it("has words also for what is called by invisible characters alone", () => {
    const { summary, where } = alertNews(sampleAlert({ annotations: { summary: "\u200B \u202E" }, subject: { kind: "vm", id: "\u2060", name: "\u00AD" }, object: null, labels: {} }));
    expect({ summary, where }).toEqual({ summary: "clone-group-ha-span: vm", where: [{ label: "VM", text: "without a name" }] });
  });

  it("explains no policy where tetherd speaks of itself", () => {
    const subject = { kind: "vcenter" as const, id: "4c4c4544-0044-4a10-8053-b7c04f4d3732", name: "vc1" };
    expect(alertNews(sampleAlert({ subject, policy: "tetherd-policies-rejected" })).commands).toEqual([]);
    expect(alertNews(sampleAlert({ subject, policy: "watcher-blind" })).commands).toEqual([`tetherd explain watcher-blind ${subject.id}`]);
  });

  test.each(["javascript:alert(1)", "urn:tetherd:policy:x", "https://user:secret@example.org/", "no address", `https://example.org/${"x".repeat(3_000)}`])("makes no link of %.40s", (generatorURL) => {
    expect(alertNews(sampleAlert({ generatorURL, annotations: {} })).links).toEqual([]);
  });

  it("counts the members of a storm and names the first", () => {
    const members = { count: 213, omitted: 211, list: ["web-1", "web-2"].map((name) => ({ fingerprint: name, severity: "warning" as const, subject: { kind: "vm" as const, id: name, name } })) };
    expect(alertNews(sampleAlert({ members })).why).toContain("It stands for 213 alerts: web-1, web-2 and 211 more.");
  });

  it("holds no text that is not clean, whatever things are called", () => {
    const nasty = fc.constantFrom(...nastyTexts);
    fc.assert(fc.property(nasty, nasty, nasty, (a, b, c) => {
      const news = alertNews(sampleAlert({ policy: a, subject: { kind: "vm", id: b, name: c }, annotations: { summary: a, description: b, runbook_url: c }, object: { cluster: a, host: b, datastores: [c, a], busyWith: c }, cause: { user: a, operation: b, via: "host" }, labels: { vcenter: c } }));
      expect(JSON.stringify(news)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|\\u[0-9a-f]{4}|\\[nrtbf]/u);
      expect(JSON.stringify(news).length).toBeLessThan(60_000);
    }), { numRuns: 200 });
  });
});

describe("a notification", () => {
  it("of a single alert keeps its key from firing to resolved", () => {
    const fired = notificationOf({ alerts: [sampleAlert()], kind: "fired" }, soon);
    const over = notificationOf({ alerts: [resolvedAlert()], kind: "resolved" }, soon);
    expect(over.key).toBe(fired.key);
    expect(fired.key).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
    expect(pageOf(fired).heading).toBe("Firing (warning): Clone group base spans 7 of 8 permitted hosts");
    expect(pageOf(over).heading).toBe("Resolved: Clone group base spans 7 of 8 permitted hosts");
  });

  it("of several tells the worst that fires first, and counts those it does not show", () => {
    const alerts = Array.from({ length: 10_000 }, (_, n) => sampleAlert({ fingerprint: `f${n}`, severity: n === 7_000 ? "critical" : "warning", annotations: { summary: `alert ${n}` } }));
    const notification = notificationOf({ common: { policy: "vm-inaccessible", cluster: "prod-a" }, alerts: [resolvedAlert({ fingerprint: "over", severity: "critical" }), ...alerts], kind: "fired" }, soon);
    expect(notification).toMatchObject({ status: "firing", severity: "critical", firing: 10_000, resolved: 1, title: "10000 alerts firing, 1 resolved: policy vm-inaccessible, cluster prod-a" });
    const page = pageOf(notification, 3);
    expect(page.members).toHaveLength(3);
    expect(page.members[0]).toBe("critical: alert 7000 (Clone group base (g-1a2b3c))");
    expect(page.more).toBe(9_998);
  });

  it("keeps a group's key when its members change", () => {
    const common = { policy: "p" };
    const one = notificationOf({ common, alerts: [sampleAlert()], kind: "fired" }, soon);
    expect(notificationOf({ common, alerts: [sampleAlert({ fingerprint: "other" })], kind: "grown" }, soon).key).toBe(one.key);
  });

  it("of something that could not be told for a day tells it as old", () => {
    const late = notificationOf({ alerts: [sampleAlert()], kind: "fired" }, soon + 23 * 3_600_000);
    expect(pageOf(late)).toMatchObject({ heading: "Firing (warning, not new): Clone group base spans 7 of 8 permitted hosts", sentences: expect.arrayContaining(["This happened 23h ago and could not be told in time."]) as unknown });
    expect(pageOf(notificationOf({ alerts: [resolvedAlert()], kind: "resolved" }, soon + 23 * 3_600_000)).heading).toMatch(/^Resolved earlier: /);
  });

  it("that only tests the way says so first", () => {
    const page = pageOf(notificationOf({ alerts: [sampleAlert()], kind: "test" }, soon));
    expect(page.heading).toMatch(/^Test: /);
    expect(page.sentences[0]).toBe("This is a test of the way to you. Nothing has happened, and nothing needs to be done.");
  });
});
