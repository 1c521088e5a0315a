/** The estate's top keys and the datacenters. It makes the plan and checks names and references; it builds nothing. */
import type { Node } from "yaml";
import { checkEstate } from "./check-estate.js";
import type { DatacenterPlan, Estate } from "./estate.js";
import { datacenterNamed, defaultEstate } from "./default-estate.js";
import { generateEstate } from "./generate-estate.js";
import { readCluster } from "./read-clusters.js";
import { readDatastores } from "./read-datastores.js";
import { readGenerate } from "./read-generate.js";
import { readHosts } from "./read-hosts.js";
import { readSettings } from "./read-settings.js";
import { readVm } from "./read-vms.js";
import type { Reading } from "./reading.js";
import { Section, type Reader } from "./section.js";

const keys = ["about", "vcenter", "datacenters", "generate"] as const;
const datacenterKeys = ["name", "networks", "datastores", "clusters", "hosts", "folders", "vms"] as const;

/** Mistakes go to `reading`; the estate is only good when there are none. `node` is undefined for an empty text. */
export function readEstate(node: Node | undefined, reading: Reading, source: string): Estate {
  if (node === undefined) return { ...defaultEstate, source };
  const section = new Section(node, reading, "an estate", keys);
  const about = section.text("about", "");
  const settings = section.read("vcenter", readSettings, {});
  if (section.has("generate")) {
    if (section.has("datacenters")) section.report("generate", "generate and datacenters are both given; allowed: one of them");
    const spec = section.read("generate", readGenerate, undefined);
    return spec === undefined ? { ...defaultEstate, source } : { ...generateEstate(spec, settings.seed), settings, source, ...(about === "" ? {} : { about }) };
  }
  const datacenters = section.has("datacenters") ? section.list("datacenters", readDatacenter) : defaultEstate.datacenters;
  const estate: Estate = { about, source, settings, datacenters };
  checkEstate(estate, reading.mistakes);
  return estate;
}

/** Networks, datastores and clusters that are not given are those of the default estate; a cluster list without hosts has none. */
const readDatacenter: Reader<DatacenterPlan> = (node, reading) => {
  const section = new Section(node, reading, "a datacenter", datacenterKeys);
  const plain = datacenterNamed(section.text("name", "DC0"));
  return {
    ...section.placed, name: plain.name, networks: section.has("networks") ? section.names("networks") : plain.networks,
    datastores: section.has("datastores") ? section.list("datastores", readDatastores).flat() : plain.datastores,
    clusters: section.has("clusters") ? section.list("clusters", readCluster) : section.has("hosts") ? [] : plain.clusters,
    hosts: section.read("hosts", readHosts, []), folders: section.names("folders"), vms: section.list("vms", readVm),
  };
};
