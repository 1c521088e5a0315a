import { afterEach, expect, it, vi } from "vitest";
import { announcement } from "../../src/cli/lab.js";
import { labDo } from "../../src/cli/lab-do.js";
import { labOptions } from "../../src/cli/lab-options.js";
import { startLab, type Lab } from "../../src/lab/start-lab.js";

let lab: Lab | undefined;
afterEach(async () => { vi.restoreAllMocks(); await lab?.stop(); lab = undefined; });

/** What a command writes to stdout and stderr. */
function written(): { readonly out: () => string; readonly err: () => string } {
  const texts = { out: "", err: "" };
  vi.spyOn(process.stdout, "write").mockImplementation((text) => { texts.out += String(text); return true; });
  vi.spyOn(process.stderr, "write").mockImplementation((text) => { texts.err += String(text); return true; });
  return { out: () => texts.out, err: () => texts.err };
}

const start = async (): Promise<Lab> => (lab = await startLab({ control: true, clock: { factor: 1_000 } }));

it("without flags the lab is the default estate in real time on loopback", () => {
  expect(labOptions({})).toEqual({ host: "127.0.0.1", port: 8989, control: { host: "127.0.0.1", port: 8990 }, clock: { factor: 1 } });
});

it("flags become options", () => {
  expect(labOptions({ listen: "[::1]:0", control: "off", seed: "7", user: "u", password: "p", clock: "x60", estate: "mine.yaml" })).toEqual({
    host: "::1", port: 0, control: false, seed: 7, user: "u", password: "p", clock: { factor: 60 }, estate: "mine.yaml",
  });
  expect(labOptions({ listen: "9000", clock: "stepped" })).toMatchObject({ host: "127.0.0.1", port: 9000, clock: { factor: 0 } });
});

it("an estate that ships with tetherd is known by its bare name", () => {
  expect(labOptions({ estate: "vdi-pool" }).estate).toMatch(/config\/estates\/vdi-pool\.yaml$/);
});

it.each([
  [{ listen: "here" }, '--listen is "here"'], [{ listen: "127.0.0.1:70000" }, '--listen is "127.0.0.1:70000"'], [{ clock: "fast" }, '--clock is "fast"'], [{ clock: "x0" }, '--clock is "x0"'],
  [{ seed: "-1" }, '--seed is "-1"'], [{ estate: "a", generate: "vms=1" }, "--estate and --generate are both given"], [{ generate: "vm=1" }, 'there is no key "vm"; did you mean "vms"?'],
])("%j is refused with the flag and what was given", (flags, why) => {
  expect(() => labOptions(flags)).toThrow(why);
  expect(() => labOptions(flags)).toThrow(expect.objectContaining({ code: "LAB_OPTION_INVALID" }) as Error);
});

it("the announcement has the addresses, the estate and lines to paste", async () => {
  const text = announcement(await start()).join("\n");
  expect(text).toContain(`export GOVC_URL=${lab!.govcUrl} GOVC_INSECURE=1`);
  expect(text).toContain(`TETHERD_VCENTER_URL=${lab!.url} TETHERD_VCENTER_USERNAME=administrator@vsphere.local TETHERD_VCENTER_PASSWORD=tetherd-lab TETHERD_VCENTER_THUMBPRINT=${lab!.thumbprintSha256}`);
  expect(text).toContain(lab!.control.url);
  expect(text).toContain("1 cluster, 4 hosts, 2 datastores, 4 VMs");
});

it("a password that a shell would read is quoted", async () => {
  lab = await startLab({ password: "it's $HOME" });
  expect(announcement(lab).join("\n")).toContain(`TETHERD_VCENTER_PASSWORD='it'\\''s $HOME'`);
});

it("an order is carried out and its outcome printed", async () => {
  const { out } = written();
  const door = (await start()).control.url ?? "";
  expect(await labDo(["take-snapshot", "vm0", "s"], { door })).toBe(0);
  expect(await labDo(["clone", "vm0", "c", "s"], { door })).toBe(0);
  expect(await labDo(["fail-host", "h3"], { door })).toBe(0);
  expect(out()).toContain('"state": "success"');
  expect(out()).toMatch(/done\n$/);
  expect(lab!.control.vm("c").disks[0]!.chain.at(-1)?.users).toEqual(["c", "vm0"]);
});

it("what vCenter refuses is exit code 1 with its fault, also when a planned nuisance names one", async () => {
  const { out, err } = written();
  const door = (await start()).control.url ?? "";
  expect(await labDo(["nuisance", "task-fails", "fault=NoDiskSpace", "method=CreateSnapshot_Task"], { door })).toBe(0);
  expect(out()).toContain('"kind": "task-fails"');
  expect(await labDo(["take-snapshot", "vm0", "s"], { door })).toBe(1);
  expect(err()).toMatch(/^tetherd: vCenter refused: .*\(NoDiskSpace\)\n$/);
});

it("without words the verbs are listed", async () => {
  const { out } = written();
  const door = (await start()).control.url ?? "";
  expect(await labDo([], { door })).toBe(0);
  expect(out()).toMatch(/^remove-snapshot VM SNAPSHOT +with --via host levels may stay behind$/m);
});

it("an order that makes no sense, and a door that is not there, are told as errors", async () => {
  const door = (await start()).control.url ?? "";
  await expect(labDo(["advanse", "1m"], { door })).rejects.toMatchObject({ code: "LAB_ORDER_REFUSED", message: expect.stringContaining('did you mean "advance"?') as string });
  await lab!.stop();
  await expect(labDo(["advance", "1m"], { door })).rejects.toMatchObject({ code: "LAB_DOOR_UNREACHABLE" });
});
