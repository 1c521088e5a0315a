/** What alerts tell over their life, on the line: repetition, silences, storms, and time that nobody saw. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Alert } from "../../src/alerts/alert.js";
import { parseMatcher, type Matcher } from "../../src/alerts/matcher.js";
import { silenceSet, type Silence } from "../../src/alerts/silence.js";
import { escapeToken } from "../../src/bus/subject-token.js";
import { toMessage } from "../../src/bus/to-message.js";
import { relaySubject } from "../../src/bus/topology.js";
import type { InventoryUpdate } from "../../src/inventory/updates.js";
import { FakeVCenter, vmEnter, vmModify } from "./fake-vcenter.js";
import { pass, policiesFrom, start, type Rig } from "./rig.js";

const off = (more = "", alertMore = ""): string => `
policy: off
mode: enforce
each: vm
when: vm.powerState == "poweredOff"
${more}
alert: { severity: warning, raise: [{ to: critical, when: vm.template }], repeat: 1h, labels: { team: storage }${alertMore} }
`;
const minute = 60_000;
const epoch = Date.parse("2026-01-01T00:00:00Z");
const running = (...refs: readonly string[]): readonly InventoryUpdate[] => refs.map((ref) => vmEnter(ref, [`[ds] ${ref}/leaf.vmdk`, "[ds] base/base.vmdk"]));
const stopped = (ref: string): InventoryUpdate => vmModify(ref, { powerState: "poweredOff" });
const started = (ref: string): InventoryUpdate => vmModify(ref, { powerState: "poweredOn" });
const alerts = ({ ledger }: Rig): readonly Alert[] => ledger.messages.flatMap((message) => (message.kind === "alert" ? [message.alert] : []));
const told = (rig: Rig): readonly string[] => alerts(rig).map((alert) => `${alert.transition} ${alert.transitionKind}${alert.silencedBy === undefined ? "" : ` silenced by ${alert.silencedBy.join()}`}`);
const silence = (id: string, from: number, to: number, ...texts: readonly string[]): Silence => ({
  id, author: "ann", comment: "work", createdAt: new Date(epoch).toISOString(), startsAt: new Date(epoch + from).toISOString(), endsAt: new Date(epoch + to).toISOString(), matchers: texts.map((text) => parseMatcher(text) as Matcher),
});

/** Lets time go on as a vCenter does that answers every ten seconds. */
async function live(rig: Rig, ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 10_000) {
    rig.vcenter.send();
    await pass(Math.min(10_000, left));
  }
}

async function startWith(policy: string, vms: readonly InventoryUpdate[]): Promise<Rig> {
  const rig = start(policiesFrom(policy));
  rig.vcenter.state = vms;
  await pass(100);
  return rig;
}

let rig: Rig;
beforeEach(() => void vi.useFakeTimers({ now: epoch }));
afterEach(() => {
  rig.unsubscribe();
  vi.useRealTimers();
});

describe("a firing alert", () => {
  it("is repeated at its interval under the same fingerprint, with the age of its data and how long it counts", async () => {
    rig = await startWith(off(), running("vm-1"));
    rig.vcenter.send(stopped("vm-1"));
    await pass(100);
    await live(rig, 2 * 60 * minute + 20_000);
    expect(told(rig)).toEqual(["1 fired", "2 repeated", "3 repeated"]);
    const [first, second] = alerts(rig);
    expect(second).toMatchObject({ status: "firing", fingerprint: first?.fingerprint, startsAt: first?.startsAt });
    expect(Date.parse(second?.validUntil ?? "") - Date.parse(second?.updatedAt ?? "")).toBe(3 * 60 * minute);
    expect(second?.dataAge).toBeLessThanOrEqual(10);
    await pass(60 * minute);
    expect(alerts(rig).at(-1)).toMatchObject({ transitionKind: "repeated", transition: 4 });
    expect(alerts(rig).at(-1)?.dataAge).toBeGreaterThan(50 * 60);
  });

  it("goes on with its numbers after a restart, and is repeated when that was due", async () => {
    rig = await startWith(off(), running("vm-1"));
    rig.vcenter.send(stopped("vm-1"));
    await pass(30 * minute);
    rig.unsubscribe();
    const again = new FakeVCenter();
    again.state = [vmEnter("vm-1", ["[ds] vm-1/leaf.vmdk"], { powerState: "poweredOff" })];
    await pass(60 * minute);
    rig = start(policiesFrom(off()), again, rig.ledger);
    await pass(1_000);
    expect(told(rig)).toEqual(["1 fired", "2 repeated"]);
  });
});

describe("silences", () => {
  it("that begin, are added, ended and end by time are told for what fires, and nothing is held back", async () => {
    rig = await startWith(off(), running("vm-1", "vm-2"));
    rig.vcenter.send(stopped("vm-1"));
    await pass(minute);
    rig.silences = silenceSet([silence("later", 5 * minute, 10 * minute, "team=storage")]);
    rig.wake();
    await pass(minute);
    expect(told(rig)).toEqual(["1 fired"]);
    await pass(4 * minute);
    expect(told(rig)).toEqual(["1 fired", "2 silenced silenced by later"]);
    rig.vcenter.send(stopped("vm-2"));
    await pass(1_000);
    expect(told(rig).at(-1)).toBe("1 fired silenced by later");
    rig.silences = silenceSet([silence("later", 5 * minute, 10 * minute, "team=storage"), silence("one", 0, 60 * minute, "subject=vm-1")]);
    rig.wake();
    await pass(1_000);
    expect(told(rig).at(-1)).toBe("3 silenced silenced by later,one");
    await pass(5 * minute);
    expect(told(rig).slice(-2).sort()).toEqual(["2 unsilenced", "4 silenced silenced by one"]);
    rig.silences = silenceSet([]);
    rig.wake();
    await pass(1_000);
    expect(told(rig).at(-1)).toBe("5 unsilenced");
  });

  it("go by the labels that an alert has now: one of a worse severity escapes", async () => {
    rig = await startWith(off(), running("vm-1"));
    rig.silences = silenceSet([silence("mild", 0, 60 * minute, "severity=warning")]);
    rig.vcenter.send(stopped("vm-1"));
    await pass(1_000);
    rig.vcenter.send(vmModify("vm-1", { template: true }));
    await pass(1_000);
    expect(told(rig)).toEqual(["1 fired silenced by mild", "2 raised"]);
    rig.vcenter.send(started("vm-1"));
    await pass(1_000);
    expect(told(rig).at(-1)).toBe("3 resolved");
  });

  it("are said by the resolved message too, so that nobody is told of an end without a beginning", async () => {
    rig = await startWith(off(), running("vm-1"));
    rig.silences = silenceSet([silence("all", 0, 60 * minute, "team=storage")]);
    rig.vcenter.send(stopped("vm-1"));
    await pass(1_000);
    rig.vcenter.send(started("vm-1"));
    await pass(1_000);
    expect(told(rig)).toEqual(["1 fired silenced by all", "2 resolved silenced by all"]);
  });
});

const many = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `vm-${index + 1}`);

describe("a storm", () => {
  it("is one alert for the clone group with the members inside, and no member's own message is missing", async () => {
    const refs = many(30);
    rig = await startWith(off("", ", storm: { above: 20, within: 1m }"), running(...refs));
    rig.vcenter.send(...refs.map(stopped));
    await pass(1_000);
    const [storms, singles] = [alerts(rig).filter(({ members }) => members !== undefined), alerts(rig).filter(({ members }) => members === undefined)];
    expect(storms).toHaveLength(1);
    expect(storms[0]).toMatchObject({ status: "firing", transitionKind: "fired", policy: "off", severity: "warning", subject: { kind: "group" }, members: { count: 30, omitted: 0 }, labels: { storm: "true", team: "storage" } });
    expect(singles.map(({ subject }) => subject.id).sort()).toEqual([...refs].sort());
    expect(new Set(singles.map(({ storm }) => storm))).toEqual(new Set([storms[0]?.fingerprint]));
    expect(storms[0]?.members?.list.map(({ fingerprint }) => fingerprint).sort()).toEqual(singles.map(({ fingerprint }) => fingerprint).sort());
    rig.vcenter.send(...refs.slice(0, 29).map(started));
    await pass(1_000);
    expect(alerts(rig).filter(({ members }) => members !== undefined)).toHaveLength(1);
    rig.vcenter.send(started("vm-30"));
    await pass(1_000);
    const over = alerts(rig).filter(({ fingerprint }) => fingerprint === storms[0]?.fingerprint);
    expect(over.map(({ transition, transitionKind, reason }) => [transition, transitionKind, reason])).toEqual([[1, "fired", undefined], [2, "resolved", "none of its members fires any more"]]);
    expect(alerts(rig).filter(({ status, members, fingerprint }) => status === "resolved" && members === undefined && fingerprint !== storms[0]?.fingerprint)).toHaveLength(30);
  });

  it("takes in those that began shortly before and those that begin later, says when it has doubled, and survives a restart", async () => {
    const refs = many(40);
    rig = await startWith(off("", ", storm: { above: 5, within: 1m }"), running(...refs));
    rig.vcenter.send(...refs.slice(0, 5).map(stopped));
    await pass(1_000);
    expect(alerts(rig).every(({ storm }) => storm === undefined)).toBe(true);
    rig.vcenter.send(stopped("vm-6"));
    await pass(1_000);
    const storm = alerts(rig).find(({ members }) => members !== undefined);
    expect(storm?.members?.count).toBe(6);
    expect(alerts(rig).at(-1)).toMatchObject({ subject: { id: "vm-6" }, storm: storm?.fingerprint });
    await pass(10 * minute);
    rig.unsubscribe();
    const again = new FakeVCenter();
    again.state = refs.map((ref, index) => vmEnter(ref, [`[ds] ${ref}/leaf.vmdk`, "[ds] base/base.vmdk"], { powerState: index < 12 ? "poweredOff" : "poweredOn" }));
    rig = start(rig.policies, again, rig.ledger);
    await pass(1_000);
    const ofStorm = (): readonly string[] => alerts(rig).filter(({ fingerprint }) => fingerprint === storm?.fingerprint).map(({ transitionKind, members }) => `${transitionKind} ${members?.count ?? ""}`);
    expect(ofStorm()).toEqual(["fired 6", "grown 12"]);
    rig.vcenter.send(...refs.map(started));
    await pass(1_000);
    expect(ofStorm()).toEqual(["fired 6", "grown 12", "resolved "]);
    rig.vcenter.send(...refs.slice(0, 10).map(stopped));
    await pass(1_000);
    expect(alerts(rig).filter(({ fingerprint }) => fingerprint === storm?.fingerprint).map(({ transition }) => transition)).toEqual([1, 2, 3, 4]);
  });

  it("does not begin below its number, nor of what begins too far apart", async () => {
    const refs = many(20);
    rig = await startWith(off("", ", storm: { above: 5, within: 1m }"), running(...refs));
    for (let from = 0; from < 20; from += 5) {
      rig.vcenter.send(...refs.slice(from, from + 5).map(stopped));
      await pass(2 * minute);
    }
    expect(alerts(rig)).toHaveLength(20);
    expect(alerts(rig).some(({ storm }) => storm !== undefined)).toBe(false);
  });

  it("ends with the policy", async () => {
    const refs = many(10);
    rig = await startWith(off("", ", storm: { above: 5, within: 1m }"), running(...refs));
    rig.vcenter.send(...refs.map(stopped));
    await pass(1_000);
    rig.policies = policiesFrom();
    rig.wake();
    await pass(1_000);
    const last = new Map(alerts(rig).map((alert) => [alert.fingerprint, alert]));
    expect([...last.values()].map(({ status }) => status)).toEqual(Array.from({ length: 11 }, () => "resolved"));
  });
});

describe("time that nobody saw", () => {
  it("does not count towards for: while vCenter is out of sight", async () => {
    rig = await startWith(off("for: 10m"), running("vm-1"));
    rig.vcenter.send(stopped("vm-1"));
    await live(rig, 4 * minute);
    rig.vcenter.state = [vmEnter("vm-1", ["[ds] vm-1/leaf.vmdk"], { powerState: "poweredOff" })];
    rig.vcenter.openError = new Error("out of sight");
    rig.vcenter.fail(new Error("connection lost"));
    await pass(60 * minute);
    expect(told(rig)).toEqual([]);
    rig.vcenter.openError = undefined;
    await pass(minute);
    await live(rig, 4 * minute);
    expect(told(rig)).toEqual([]);
    await live(rig, 2 * minute);
    expect(told(rig)).toEqual(["1 fired"]);
  });

  it("resolves nothing and repeats nothing of what fires; the first look afterwards decides", async () => {
    rig = await startWith(off(), running("vm-1"));
    rig.vcenter.send(stopped("vm-1"));
    await pass(minute);
    rig.vcenter.state = running("vm-1");
    rig.vcenter.openError = new Error("out of sight");
    rig.vcenter.fail(new Error("connection lost"));
    await pass(5 * 60 * minute);
    expect(told(rig)).toEqual(["1 fired"]);
    rig.vcenter.openError = undefined;
    await pass(minute);
    expect(told(rig)).toEqual(["1 fired", "2 resolved"]);
  });
});

describe("the reason of a resolved alert", () => {
  const reason = async (edit: (policy: string) => string, ...updates: readonly InventoryUpdate[]): Promise<string | undefined> => {
    rig = await startWith(off('where: { name: "name of *" }'), running("vm-1"));
    rig.vcenter.send(stopped("vm-1"));
    await pass(1_000);
    expect(told(rig)).toEqual(["1 fired"]);
    rig.policies = policiesFrom(edit(off('where: { name: "name of *" }')));
    rig.vcenter.send(...updates);
    await pass(minute);
    return alerts(rig)[1]?.reason;
  };
  it.each<[string, (policy: string) => string, readonly InventoryUpdate[], string]>([
    ["a condition that ended", (text) => text, [started("vm-1")], "condition ended"],
    ["an object that moved out of where:", (text) => text, [vmModify("vm-1", { name: "other" })], "where: no longer chooses it"],
    ["a where: that was edited", (text) => text.replace("name of *", "x-*"), [], "policy changed: where: does not choose it"],
    ["a condition that was edited", (text) => text.replace("poweredOff", "suspended"), [], "policy changed: its condition does not hold"],
    ["a policy that has another name", (text) => text.replace("policy: off", "policy: out"), [], "policy removed"],
    ["a policy that was switched off", (text) => text.replace("enforce", "off"), [], "policy switched off"],
    ["a policy that went into shadow", (text) => text.replace("enforce", "shadow"), [], "policy went into shadow"],
    ["another kind of object", (text) => text.replace("each: vm", "each: host").replace("vm.powerState", "host.powerState").replace("raise: [{ to: critical, when: vm.template }], ", ""), [], "the policy now looks at each host"],
    ["an object that is gone", (text) => text, [{ type: "VirtualMachine", ref: "vm-1", kind: "leave", set: {}, unreadable: [] }], "subject left vCenter"],
  ])("says which: %s", async (_what, edit, updates, expected) => expect(await reason(edit, ...updates)).toBe(expected));
});

describe("Y3: a condition that fails at run time", () => {
  it("is unknown: it neither fires nor resolves, and is counted for its policy", async () => {
    const policy = (when: string): string => `policy: off\nmode: enforce\neach: vm\nwhen: ${when}\nalert: { severity: warning }`;
    rig = await startWith(policy('vm.powerState == "poweredOff"'), running("vm-1"));
    rig.vcenter.send(stopped("vm-1"));
    await pass(1_000);
    rig.policies = policiesFrom(policy("vm.snapshotCount / (vm.snapshotCount - vm.snapshotCount) == 1"));
    rig.wake();
    await pass(minute);
    expect(told(rig)).toEqual(["1 fired"]);
    expect(rig.reports).toContainEqual(expect.objectContaining({ kind: "unknown", policy: "off", subject: { kind: "vm", id: "vm-1" } }));
    rig.policies = policiesFrom(policy("vm.depth > 900"));
    rig.wake();
    await pass(1_000);
    expect(told(rig)).toEqual(["1 fired", "2 resolved"]);
  });
});

describe("Y8: a policy removed while its action is going on", () => {
  it("has its alert resolved with that reason, and asks for nothing more", async () => {
    rig = await startWith(off("do: { promote: { unlink: false } }\nlimits: { perHour: 9 }"), running("vm-1"));
    rig.vcenter.send(stopped("vm-1"));
    await pass(1_000);
    const asked = (): number => rig.ledger.messages.filter(({ kind }) => kind === "action").length;
    expect([told(rig), asked()]).toEqual([["1 fired"], 1]);
    rig.policies = policiesFrom();
    rig.wake();
    await pass(60 * minute);
    expect(alerts(rig).at(-1)).toMatchObject({ status: "resolved", reason: "policy removed" });
    expect(asked()).toBe(1);
  });
});

describe("S4: names made to break out of a subject", () => {
  const names = ["a.>", "*", "x y", "vm\r\nPUB tetherd.test.action.promote.requested 2\r\n{}", "tetherd.test.command.reload", "\u0000", "=all", "a".repeat(10_000)];
  it("never enter one, nor a key or an id, and come back whole in the message", async () => {
    rig = await startWith(off(), []);
    rig.vcenter.send(...names.map((name, index) => vmEnter(`vm-${index}`, [`[ds] ${index}/leaf.vmdk`], { name, powerState: "poweredOff" })));
    await pass(minute);
    const encoded = rig.ledger.messages.map((message) => toMessage(message, { site: "test", instanceUuid: "11111111-2222-3333-4444-555555555555" }));
    expect(alerts(rig).map(({ subject }) => subject.name).sort()).toEqual([...names].sort());
    for (const { subject, msgID, alertKey = "a" } of encoded) {
      expect(subject).toMatch(/^tetherd\.test\.(alert\.warning\.off|fact\.[a-z-]+\.[a-z-]+)$/);
      expect(`${msgID} ${alertKey}`).toMatch(/^[\w=.:-]+ [\w=-]+$/);
    }
    for (const name of names) expect(relaySubject("test", escapeToken(name))).toMatch(/^tetherd\.test\.relay\.[\w=-]+$/);
    expect(escapeToken("=all")).not.toBe("=all");
  });
});
