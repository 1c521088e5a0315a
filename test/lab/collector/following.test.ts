/** Whoever follows updates ends with the same inventory as whoever reads everything at the end. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { addFolder, smallWorld } from "../support/small-world.js";
import { ref, type Ref, type VimObject } from "../../../src/lab/wire/vim-value.js";
import { clientOf, listOf, specOf, specOfView, versionOf, type CollectorClient } from "./collector-client.js";
import { bare, followed, type Picture } from "./following-client.js";
import { addRandomFolders, change, randomChange } from "./random-changes.js";

type Pictures = ReadonlyMap<string, Picture>;

/** What the client does next: follow on by a page of so many objects, go back to a version it had, begin anew, or add a filter. */
const clientStep = fc.oneof(
  fc.record({ kind: fc.constant("poll" as const), amount: fc.constantFrom(1, 2, 100) }),
  fc.record({ kind: fc.constant("replay" as const), amount: fc.nat(5) }),
  fc.record({ kind: fc.constant("anew" as const), amount: fc.constantFrom(1, 100) }),
  fc.record({ kind: fc.constant("filter" as const), amount: fc.nat(5) }),
);

const steps = fc.array(fc.oneof({ weight: 3, arbitrary: randomChange.map((world) => ({ world })) }, { weight: 2, arbitrary: clientStep.map((client) => ({ client })) }), { minLength: 5, maxLength: 60, size: "max" });

const paths: Readonly<Record<string, readonly string[]>> = {
  VirtualMachine: ["name", "config.hardware.device", "config.annotation", "runtime.powerState", "runtime.host", "snapshot", "snapshot.currentSnapshot", "parent", "config.hardware.device[2000]"],
  HostSystem: ["name"],
};

class Follower {
  readonly #client: CollectorClient;
  readonly #collector: Ref;
  readonly #listed: (filter: string) => readonly string[];
  #version = "";
  #pictures: Pictures = new Map();
  /** Whole states, by the version that names them. */
  readonly #past: { readonly version: string; readonly pictures: Pictures }[] = [];
  #truncated = false;

  constructor(client: CollectorClient, collector: Ref, listed: (filter: string) => readonly string[]) {
    this.#listed = listed;
    this.#client = client;
    this.#collector = collector;
  }

  async poll(amount: number): Promise<boolean> {
    const set = await this.#client.poll(this.#collector, this.#version, amount);
    if (set === undefined) return false;
    this.#pictures = followed(this.#version === "" ? new Map() : this.#pictures, set, this.#listed);
    this.#version = versionOf(set);
    this.#truncated = set["truncated"] === true;
    if (!this.#truncated) this.#past.push({ version: this.#version, pictures: this.#pictures });
    return true;
  }

  goBack(steps: number): void {
    const past = this.#past.at(-1 - steps);
    this.#version = past?.version ?? "";
    this.#pictures = past?.pictures ?? new Map<string, Picture>();
    this.#truncated = false;
  }

  beginAnew(): void {
    this.#version = "";
    this.#pictures = new Map();
  }

  async toTheEnd(): Promise<Pictures> {
    while (await this.poll(100)) continue;
    expect(this.#truncated).toBe(false);
    return this.#pictures;
  }
}

async function readEverything(client: CollectorClient, spec: VimObject): Promise<Picture> {
  const objects = listOf(await client.retrieve(spec), "objects");
  return new Map(objects.map((object) => [(object["obj"] as Ref).value, Object.fromEntries(listOf(object, "propSet").map((each) => [each["name"], bare(each["val"])]))]));
}

it("whatever changes, whenever it asks, however often it goes back", async () => {
  await fc.assert(fc.asyncProperty(steps, async (sequence) => {
    const small = smallWorld();
    const folders = addRandomFolders(small);
    const inner = addFolder(small.world, "inner", folders[0].ref, ["VirtualMachine"], ref("Folder", "group-v-inner"));
    const client = clientOf(small.world);
    const makers: readonly (() => Promise<VimObject>)[] = [
      async () => specOfView(await client.view(["VirtualMachine", "HostSystem"]), paths),
      async () => specOfView(await client.view(["VirtualMachine"], small.vmFolder.ref), { VirtualMachine: ["config", "runtime", "name"] }),
      () => Promise.resolve(specOf([small.plain.ref, small.chained.ref], ["snapshot", "config.hardware", "name"], { reportMissingObjectsInResults: true })),
    ];
    const collector = await client.watch();
    const specs = new Map<string, { readonly spec: VimObject; readonly make: () => Promise<VimObject> }>();
    const addFilter = async (which: number, partialUpdates: boolean) => {
      const make = makers[which % makers.length]!;
      const spec = await make();
      specs.set((await client.createFilter(collector, spec, partialUpdates)).value, { spec, make });
    };
    await addFilter(0, false);
    await addFilter(1, true);
    const follower = new Follower(client, collector, (filter) => listOf(specs.get(filter)?.spec, "propSet").flatMap((propSet) => propSet["pathSet"] as readonly string[]));
    for (const step of sequence) {
      if ("world" in step) change(small, folders, inner, step.world);
      else if (step.client.kind === "poll") await follower.poll(step.client.amount);
      else if (step.client.kind === "replay") follower.goBack(step.client.amount);
      else if (step.client.kind === "filter") await addFilter(step.client.amount, step.client.amount % 2 === 0);
      else follower.beginAnew();
    }
    const told = await follower.toTheEnd();
    for (const [filter, { make }] of specs) {
      // Made anew, so that views that were followed are held against views that were not.
      const { read, held } = withoutDrift(await readEverything(client, await make()), told.get(filter) ?? new Map());
      expect(held).toEqual(read);
    }
  }), { numRuns: 60 });
}, 60_000);

/** Leaves out what is never announced although it lies in what is watched (vim-facts 3.6). */
function withoutDrift(read: Picture, held: Picture): { readonly read: unknown; readonly held: unknown } {
  const clean = (picture: Picture) => Object.fromEntries([...picture].map(([id, properties]) => {
    const runtime = properties["runtime"] as Record<string, unknown> | undefined;
    return [id, runtime === undefined ? properties : { ...properties, runtime: { ...runtime, device: undefined, maxCpuUsage: undefined, maxMemoryUsage: undefined } }];
  }));
  return { read: clean(read), held: clean(held) };
}
