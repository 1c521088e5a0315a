// Sizes of files: which are read out of layoutEx, and when each VM's is asked for.
import { describe, expect, it } from "vitest";
import { decodeRetrieve } from "../../src/vim/decode/retrieve-result.js";
import type { DecodedObject } from "../../src/vim/decode/managed-object.js";
import { fullPassMs, LayoutRefresh, layoutsPerTurn, secondLookMs } from "../../src/vim/layout-refresh.js";
import { watchedTypes } from "../../src/vim/property-paths.js";
import { envelope, inChunks, typed } from "./support/bodies.js";

const file = (key: number, name: string, type: string, size: number, more = "") => `<file><key>${key}</key><name>[ds] ${name}</name><type>${type}</type><size>${size}</size>${more}</file>`;

async function layoutOf(inside: string): Promise<unknown> {
  const value = `<val ${typed("vcenter", "VirtualMachineFileLayoutEx")}>${inside}</val>`;
  const body = envelope("vcenter", `<RetrievePropertiesExResponse xmlns="urn:vim25"><returnval><objects><obj type="VirtualMachine">vm-1</obj><propSet><name>layoutEx</name>${value}</propSet></objects></returnval></RetrievePropertiesExResponse>`);
  const [object] = (await decodeRetrieve(inChunks(body, 100))).objects;
  return object === undefined ? undefined : { ...object.set, unreadable: object.unreadable };
}

describe("layoutEx", () => {
  it("gives each disk file once, descriptor and extents together, whatever format the level has", async () => {
    const inside = [
      file(0, "vm/vm.vmx", "config", 3_000),
      file(1, "vm/vm.vmdk", "diskDescriptor", 500, "<uniqueSize>500</uniqueSize><accessible>true</accessible>"), file(2, "vm/vm-flat.vmdk", "diskExtent", 10_000),
      file(3, "vm/vm-000001-delta.vmdk", "diskExtent", 2_000), file(4, "vm/vm-000001.vmdk", "diskDescriptor", 400),
      file(5, "b/b-sesparse.vmdk", "diskExtent", 7_000), file(6, "b/b.vmdk", "diskDescriptor", 300),
      file(7, "vm/vm.vswp", "swap", 99), file(8, "vm/vm-ctk.vmdk", "diskExtent", 12),
      "<disk><key>2000</key><chain><fileKey>1</fileKey><fileKey>2</fileKey></chain></disk><snapshot><key type=\"VirtualMachineSnapshot\">s-1</key><dataKey>9</dataKey></snapshot>",
      "<timestamp>2026-01-01T00:00:01.5Z</timestamp>",
    ].join("");
    expect(await layoutOf(inside)).toEqual({
      layout: {
        at: Date.UTC(2026, 0, 1, 0, 0, 1, 500),
        files: [{ fileName: "[ds] vm/vm.vmdk", bytes: 10_500 }, { fileName: "[ds] vm/vm-000001.vmdk", bytes: 2_400 }, { fileName: "[ds] b/b.vmdk", bytes: 7_300 }],
      },
      unreadable: [],
    });
  });

  it("knows data that are an object of their own, under the descriptor's name", async () => {
    const inside = [file(1, "v/v-000001.vmdk", "diskDescriptor", 0), file(2, "v/v-000001.vmdk", "diskExtent", 4_000), "<timestamp>2026-01-01T00:00:00Z</timestamp>"].join("");
    expect(await layoutOf(inside)).toMatchObject({ layout: { files: [{ fileName: "[ds] v/v-000001.vmdk", bytes: 4_000 }] } });
  });

  it("leaves out what has no size that could be told: no extent, a raw device, a file out of reach", async () => {
    const inside = [
      file(1, "v/object.vmdk", "diskDescriptor", 500), file(2, "v/rdm.vmdk", "diskDescriptor", 500), file(3, "v/rdm-rdmp.vmdk", "diskExtent", 1_000_000),
      file(4, "v/away.vmdk", "diskDescriptor", 500), file(5, "v/away-flat.vmdk", "diskExtent", 0, "<accessible>false</accessible>"), "<timestamp>2026-01-01T00:00:00Z</timestamp>",
    ].join("");
    expect(await layoutOf(inside)).toMatchObject({ layout: { files: [] } });
  });

  it("without a timestamp is not believed", async () => {
    expect(await layoutOf(file(1, "v/v.vmdk", "diskDescriptor", 500))).toEqual({ unreadable: ["layout"] });
  });

  it("is read and never watched, for its changes are not announced", () => {
    const { paths, readable } = watchedTypes.get("VirtualMachine")!;
    expect([paths, readable].map((list) => list.some(({ path }) => path === "layoutEx"))).toEqual([false, true]);
  });
});

describe("whose layout is read when", () => {
  const object = (ref: string, set: Readonly<Record<string, unknown>>, kind: DecodedObject["kind"] = "modify"): DecodedObject => ({ objectType: "VirtualMachine", ref, kind, set, unreadable: [], reread: [] });

  it("a VM that came at once, one whose disks or snapshots changed at once and again", () => {
    const refresh = new LayoutRefresh();
    refresh.note(object("vm-1", {}, "enter"), 0);
    expect(refresh.take(0)).toEqual(["vm-1"]);
    expect(refresh.take(secondLookMs)).toEqual([]);
    refresh.note(object("vm-1", { powerState: "poweredOn" }), 100);
    expect(refresh.pending).toBe(0);
    refresh.note(object("vm-1", { disks: [] }), 200);
    refresh.note(object("vm-1", { powerState: "poweredOn" }), 300);
    expect([refresh.take(200), refresh.take(199 + secondLookMs), refresh.take(200 + secondLookMs), refresh.take(900 + secondLookMs)]).toEqual([["vm-1"], [], ["vm-1"], []]);
  });

  it("nobody who left, and no other object", () => {
    const refresh = new LayoutRefresh();
    refresh.note(object("vm-1", { snapshot: null }), 0);
    refresh.note(object("vm-1", {}, "leave"), 1);
    refresh.note({ ...object("host-1", {}, "enter"), objectType: "HostSystem" }, 1);
    expect(refresh.take(secondLookMs * 2)).toEqual([]);
  });

  it("so many a turn, and everybody once within the hour", () => {
    const refresh = new LayoutRefresh();
    const count = layoutsPerTurn * 2 + 1;
    for (let n = 0; n < count; n++) refresh.note(object(`vm-${n}`, {}, "enter"), 0);
    expect([refresh.take(0).length, refresh.take(1).length, refresh.take(2).length, refresh.take(3).length]).toEqual([layoutsPerTurn, layoutsPerTurn, 1, 0]);
    refresh.age(fullPassMs - 1);
    expect(refresh.pending).toBe(0);
    refresh.age(fullPassMs);
    expect(refresh.take(fullPassMs)).toContain("vm-0");
  });
});
