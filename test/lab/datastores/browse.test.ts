/** Browsing datastores: which names a search shows, of which type, with how much detail. */
import { describe, expect, it } from "vitest";
import { nameMatcher } from "../../../src/lab/datastores/match-name.js";
import { datastoreBrowserRef } from "../../../src/lab/properties/datastore-browser.js";
import { isTypedValue, vim, type VimObject, type VimValue } from "../../../src/lab/wire/vim-value.js";
import type { DatastoreState } from "../../../src/lab/world/entities.js";
import type { World } from "../../../src/lab/world/world.js";
import { call, faultOf, refusal, run } from "../support/run-places.js";
import { smallWorld } from "../support/small-world.js";
import { setAccessible } from "../../../src/lab/datastores/set-accessible.js";

const everyDetail = vim("FileQueryFlags", { fileType: true, fileSize: true, modification: true, fileOwner: true });

/** Results of a search in the given directory, and with `below` in all under it. */
function search(world: World, datastore: DatastoreState, datastorePath: string, spec: Record<string, VimValue> = {}, below = false): readonly VimObject[] {
  const name = below ? "SearchDatastoreSubFolders_Task" : "SearchDatastore_Task";
  const task = run(world, datastoreBrowserRef(datastore.ref), name, { datastorePath, searchSpec: vim("HostDatastoreBrowserSearchSpec", spec) });
  expect(task).toMatchObject({ state: "success", entity: datastore.ref });
  if (!below) return [task.result as VimObject];
  expect(isTypedValue(task.result) && task.result.$as).toBe("ArrayOfHostDatastoreBrowserSearchResults");
  return (isTypedValue(task.result) ? task.result.value : []) as readonly VimObject[];
}

const files = (result: VimObject | undefined) => result?.["file"] as readonly VimObject[];
const names = (result: VimObject | undefined) => files(result).map((file) => file["path"]);

describe("a search", () => {
  it("without a query shows every file, disk levels as descriptor and extent", () => {
    const { world, ds0 } = smallWorld();
    const [result] = search(world, ds0, "[ds0] chained");
    expect(result).toMatchObject({ datastore: ds0.ref, folderPath: "[ds0] chained/" });
    expect(names(result)).toEqual([
      "chained-000001-sesparse.vmdk", "chained-000001.vmdk", "chained-000002-sesparse.vmdk", "chained-000002.vmdk", "chained-Snapshot1.vmsn", "chained-Snapshot2.vmsn", "chained-flat.vmdk",
      "chained.nvram", "chained.vmdk", "chained.vmsd", "chained.vmx",
    ]);
    expect(new Set(files(result).map((file) => file.$type))).toEqual(new Set(["FileInfo"]));
  });

  it("for disks hides extents and tells each level as a whole", () => {
    const { world, ds0 } = smallWorld();
    const details = vim("VmDiskFileQueryFlags", { diskType: true, capacityKb: true, hardwareVersion: true, diskExtents: true, thin: true });
    const [result] = search(world, ds0, "[ds0] clone", { query: [vim("VmDiskFileQuery", { details })], details: everyDetail });
    expect(files(result)).toMatchObject([{
      $type: "VmDiskFileInfo", path: "clone.vmdk", fileSize: 16 * 1024 ** 2, owner: "root", modification: "2026-01-01T00:00:00.000Z", capacityKb: 10 * 1024 ** 2, thin: true,
      diskType: "VirtualDiskFlatVer2BackingInfo", diskExtents: ["[ds0] clone/clone-sesparse.vmdk"],
    }]);
  });

  it("with a pattern and no query finds extents too", () => {
    const { world, ds0 } = smallWorld();
    expect(names(search(world, ds0, "[ds0] clone", { matchPattern: ["*.vmdk"] })[0])).toEqual(["clone-sesparse.vmdk", "clone.vmdk"]);
  });

  it("types its answers when asked for types, and gives sizes: small for a descriptor, real for its extent", () => {
    const { world, ds0 } = smallWorld();
    const [result] = search(world, ds0, "[ds0] clone", { details: everyDetail });
    expect(files(result).map((file) => [file["path"], file.$type, file["fileSize"]])).toEqual([
      ["clone-sesparse.vmdk", "FileInfo", 16 * 1024 ** 2], ["clone.nvram", "VmNvramFileInfo", 8_684], ["clone.vmdk", "VmDiskFileInfo", 512], ["clone.vmsd", "VmSnapshotFileInfo", 500],
      ["clone.vmx", "VmConfigFileInfo", 3_000],
    ]);
  });

  it("for folders and configurations finds only those", () => {
    const { world, ds0 } = smallWorld();
    expect(files(search(world, ds0, "[ds0]", { query: [vim("FolderFileQuery")] })[0]).map((file) => [file.$type, file["path"]])).toEqual(
      ["chained", "clone", "plain"].map((name) => ["FolderFileInfo", name]),
    );
    expect(names(search(world, ds0, "[ds0] plain", { query: [vim("VmConfigFileQuery"), vim("VmNvramFileQuery")] })[0])).toEqual(["plain.nvram", "plain.vmx"]);
  });

  it("filters disks by type and thinness", () => {
    const { world, ds0, plain } = smallWorld();
    Object.assign(plain.disks[0]!.file.disk!, { thin: false });
    const thin = search(world, ds0, "[ds0]", { query: [vim("VmDiskFileQuery", { filter: vim("VmDiskFileQueryFilter", { thin: false }) })] }, true);
    expect(thin.flatMap(names)).toEqual(["plain.vmdk"]);
    const raw = vim("VmDiskFileQueryFilter", { diskType: ["VirtualDiskRawDiskMappingVer1BackingInfo"] });
    expect(search(world, ds0, "[ds0]", { query: [vim("VmDiskFileQuery", { filter: raw })] }, true).flatMap(names)).toEqual([]);
  });

  it("below a directory answers directory by directory, leaving out those in which it found nothing", () => {
    const { world, ds0 } = smallWorld();
    const results = search(world, ds0, "[ds0]", { matchPattern: ["*.vmsn"] }, true);
    expect(results.map((each) => [each["folderPath"], names(each)])).toEqual([["[ds0]", []], ["[ds0] chained/", ["chained-Snapshot1.vmsn", "chained-Snapshot2.vmsn"]]]);
  });

  it("minds the case of letters unless told not to, and puts folders first when told to", () => {
    const { world, ds0 } = smallWorld();
    world.files.add({ datastore: ds0.ref.value, path: "a.iso", kind: "other", sizeBytes: 1, modifiedAt: world.clock.now() });
    expect(names(search(world, ds0, "[ds0] plain", { matchPattern: ["PLAIN.vmx"] })[0])).toEqual([]);
    expect(names(search(world, ds0, "[ds0] plain", { matchPattern: ["PLAIN.vmx"], searchCaseInsensitive: true })[0])).toEqual(["plain.vmx"]);
    expect(names(search(world, ds0, "[ds0]")[0])[0]).toBe("a.iso");
    expect(names(search(world, ds0, "[ds0]", { sortFoldersFirst: true })[0]).at(-1)).toBe("a.iso");
  });

  it("of what is not there fails with FileNotFound, of nonsense is refused", () => {
    const { world, ds0, ds1, hosts } = smallWorld();
    const browser = datastoreBrowserRef(ds0.ref);
    const of = (datastorePath: string) => ({ datastorePath });
    expect(run(world, browser, "SearchDatastore_Task", of("[ds0] nobody")).error).toMatchObject({ fault: { $type: "FileNotFound", file: "[ds0] nobody" } });
    expect(refusal(() => call(world, browser, "SearchDatastore_Task", of("ds0/plain")))).toBe("InvalidDatastorePath");
    expect(refusal(() => call(world, browser, "SearchDatastore_Task", of("[ds1]")))).toBe("InvalidDatastore");
    expect(run(world, datastoreBrowserRef(hosts[0].ref), "SearchDatastore_Task", of("[ds1]")).state).toBe("success");
    setAccessible(world, ds1, false);
    expect(faultOf(run(world, datastoreBrowserRef(ds1.ref), "SearchDatastore_Task", of("[ds1]")))).toBe("InaccessibleDatastore");
  });
});

describe("name patterns", () => {
  it.each([["*.vmdk", "a.vmdk", true], ["*.vmdk", "a.vmdkx", false], ["vm?", "vm1", true], ["vm?", "vm12", false], ["a(b)", "a(b)", true], ["a.b", "axb", false], ["*", "anything", true]])(
    "%s against %s: %s", (pattern, name, matches) => { expect(nameMatcher([pattern], false)(name)).toBe(matches); },
  );
});
