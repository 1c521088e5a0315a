import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Observation } from "../../src/app/observation.js";
import { clipped } from "../../src/cli/clipped.js";
import { layOut } from "../../src/cli/columns.js";
import { figuresOf } from "../../src/cli/group-figures.js";
import { choose, sortKeys, type GroupQuery } from "../../src/cli/group-query.js";
import { groupTable } from "../../src/cli/group-table.js";
import type { Palette } from "../../src/cli/palette.js";
import { Screen } from "../../src/cli/screen.js";
import { applyUpdates } from "../../src/inventory/apply-updates.js";
import { Inventory } from "../../src/inventory/inventory.js";
import { cluster, datastore, host, layout, linked, vm } from "../inventory/estate.js";

const plain: Palette = { strong: String, faint: String, good: String, warn: String, bad: String };
const GiB = 1024 ** 3;

/**
 * alpha: three VMs on three old hosts of a cluster of twelve, over a limit of two. beta: two on one host, with a level nobody needs. gamma: an orphaned
 * base. delta: a member whose host is not known.
 */
function estate(): readonly Observation[] {
  const inventory = new Inventory();
  const names = new Map([["vm-1", "alpha"], ["vm-4", "beta"], ["vm-8", "delta"]]);
  const hosts = Array.from({ length: 12 }, (_, index) => `host-${index + 1}`);
  const on = (ref: string, at: string | undefined, ...levels: readonly string[]) => {
    const { set, ...rest } = linked(ref, ...levels);
    return { ...rest, set: { ...set, host: at ?? null } };
  };
  applyUpdates(inventory, [
    datastore("datastore-1", { freeSpaceBytes: 9 * GiB }), cluster("domain-c1", hosts), ...hosts.map((ref) => host(ref)),
    on("vm-1", "host-1", "alpha/alpha.vmdk"), on("vm-2", "host-2", "a2/a.vmdk", "alpha/alpha.vmdk"), on("vm-3", "host-3", "a3/a.vmdk", "alpha/alpha.vmdk"),
    on("vm-4", "host-1", "beta/beta.vmdk"), on("vm-5", "host-1", "b5/b2.vmdk", "b5/b1.vmdk", "beta/beta.vmdk"),
    on("vm-6", "host-4", "g6/g.vmdk", "gamma/gamma.vmdk"), on("vm-7", "host-4", "g7/g.vmdk", "gamma/gamma.vmdk"),
    on("vm-8", undefined, "delta/delta.vmdk"), on("vm-9", "host-5", "d9/d.vmdk", "delta/delta.vmdk"),
    layout("vm-1", 1, { "alpha/alpha.vmdk": 10 * GiB }), layout("vm-2", 1, { "a2/a.vmdk": GiB }), layout("vm-3", 1, { "a3/a.vmdk": GiB }),
    ...[...names].map(([ref, name]) => vm(ref, { name }, "modify")),
    layout("vm-4", 1, { "beta/beta.vmdk": 20 * GiB }), layout("vm-5", 1, { "b5/b1.vmdk": GiB, "b5/b2.vmdk": GiB }),
  ]);
  return [{ vcenter: "vc1", instanceUuid: "u", inventory, world: { inventory, hostLimit: 2, busyVms: undefined }, changes: () => ({ [Symbol.asyncIterator]: () => ({ next: async () => Promise.reject(new Error("nobody follows here")) }) }) }];
}

const all = estate().flatMap((one) => figuresOf(one, one.inventory.groups.values()));
const ask = (query: Partial<GroupQuery>): readonly [names: readonly string[], undecided: number] => {
  const { groups, undecided } = choose(all, { sort: "name", reverse: false, ...query });
  return [groups.map(({ group }) => group.name), undecided];
};

describe("which groups are shown", () => {
  it.each<[string, Partial<GroupQuery>, readonly string[], number]>([
    ["all, by name", {}, ["alpha", "beta", "delta", "gamma"], 0],
    ["with part of a name", { name: "lph" }, ["alpha"], 0],
    ["in a cluster, by a glob", { cluster: "name-domain*" }, ["alpha", "beta", "delta", "gamma"], 0],
    ["in a cluster that is not there", { cluster: "name" }, [], 0],
    ["on a host", { host: "name-host-1" }, ["alpha", "beta"], 0],
    ["on a datastore", { datastore: "ds1" }, ["alpha", "beta", "delta", "gamma"], 0],
    ["that span much; a member without a host leaves it open", { minSpan: 2 }, ["alpha"], 1],
    ["at risk; likewise", { atRisk: true }, ["alpha"], 1],
    ["for which the limit applies", { limit: "applies" }, ["alpha", "beta", "delta", "gamma"], 0],
    ["for which it is lifted", { limit: "lifted" }, [], 0],
    ["with an orphaned base", { orphaned: true }, ["gamma"], 0],
    ["with levels that nobody needs", { unneeded: true }, ["beta"], 0],
    ["by two filters at once, where one no is enough", { minSpan: 2, host: "name-host-1" }, ["alpha"], 0],
    ["in the other order", { reverse: true }, ["gamma", "delta", "beta", "alpha"], 0],
    ["by members", { sort: "members" }, ["alpha", "beta", "delta", "gamma"], 0],
    ["by span, unknown ones last", { sort: "span" }, ["alpha", "beta", "gamma", "delta"], 0],
    ["by bytes, unknown ones last", { sort: "bytes" }, ["beta", "alpha", "delta", "gamma"], 0],
    ["by depth", { sort: "depth" }, ["beta", "alpha", "delta", "gamma"], 0],
  ])("%s", (_, query, names, undecided) => {
    expect(ask(query)).toEqual([names, undecided]);
  });

  it.each(sortKeys)("the order by %s turned round is the order from the other end", (sort) => {
    expect(ask({ sort, reverse: true })[0]).toEqual([...ask({ sort })[0]].reverse());
  });
});

describe("the table", () => {
  const table = (width?: number): readonly string[] => groupTable(choose(all, { sort: "name", reverse: false }).groups, plain, width).map((line) => line.trimEnd());

  it("has a line for each group: hosts of those permitted, restart, depth, bytes and what is worth a look", () => {
    expect(table().map((line) => line.replace(/ {2}g-\w+$/, "").trimEnd())).toEqual([
      "GROUP  VMS   HOSTS  RESTART      DEPTH      OWN   SHARED  NOTES             ID",
      "alpha    3  3 of 2  risk 27.3 %      2    2 GiB   10 GiB",
      "beta     2  1 of 2  sure             3    2 GiB   20 GiB  1 unneeded level",
      "delta    2  ? of 2  unknown          2  unknown  unknown",
      "gamma    2  1 of 2  sure             2  unknown  unknown  orphaned base",
    ]);
  });

  it("leaves out what matters least where the terminal is narrow, and never the hosts", () => {
    expect(table(60)[0]).toBe("GROUP  VMS   HOSTS  RESTART       SHARED  NOTES");
    expect(table(15)).toEqual(["GROUP   HOSTS", "alpha  3 of 2", "beta   1 of 2", "delta  ? of 2", "gamma  1 of 2"]);
  });

  it("fits any width in which its first column can be read", () => {
    const cell = fc.string({ maxLength: 40 }).map((text) => ({ text }));
    fc.assert(fc.property(fc.array(fc.tuple(cell, cell, cell), { maxLength: 6 }), fc.integer({ min: 12, max: 120 }), (rows, width) => {
      const columns = [0, 2, 1].map((rank) => ({ title: `C${rank}`, align: "left" as const, rank }));
      for (const line of layOut(columns, rows, width, String)) expect(line.length).toBeLessThanOrEqual(width);
    }));
  });
});

describe("a picture in place", () => {
  it("is cut to the terminal, says how many lines do not fit, and stays behind when it ends", () => {
    const written: string[] = [];
    const screen = new Screen({ columns: 10, rows: 4, write: (text: string) => written.push(text) });
    screen.draw(["a short", "a line that is too long", "three", "four"]);
    screen.draw(["only one"]);
    screen.notice("away");
    screen.leave();
    screen.leave();
    const plainText = written.map((text) => text.replace(/\u001b\[[?\d;]*[a-zA-Z]/g, ""));
    expect(plainText).toEqual(["a short\na line th…\n… 2 more …\n", "only one\n", "only one\naway\n", "only one\n"]);
    expect(written[0]).toContain("\u001b[?1049h");
    expect(written[1]).not.toContain("\u001b[?1049h");
    expect(written[3]).toContain("\u001b[?1049l");
  });

  it("a terminal that nobody has given a size is taken for an ordinary one", () => {
    const written: string[] = [];
    const screen = new Screen({ columns: 0, rows: 0, write: (text: string) => written.push(text) });
    screen.draw(["a line that is not long"]);
    expect(written.join("")).toContain("a line that is not long");
  });

  it.each([["plain", 9, "plain"], ["plain", 4, "pla…"], ["\u001b[31mred\u001b[39m and more", 6, "\u001b[31mred\u001b[39m a…\u001b[0m"], ["\u001b[31mred\u001b[39m", 3, "\u001b[31mred\u001b[39m"]])("%j in %i columns is %j", (line, width, text) => {
    expect(clipped(line, width)).toBe(text);
  });
});
