// The plainest client: logs in, makes a view of all VMs and asks a collector for what tetherd watches of them. It throws every answer away.
import { readFileSync } from "node:fs";
import { Agent, request } from "node:https";
import { watchedProperties } from "./watched-properties.mjs";

/** @typedef {{ url: string, username: string, password: string, caFile: string }} Server */

/** The full state, page by page, from the collector's creation to the last page. @param {Server} server @returns {Promise<{ seconds: number, bytes: number, objects: number }>} */
export async function fullAnswer(server) {
  const client = plainClient(server);
  try {
    const started = performance.now();
    const collector = await watchAll(client);
    const before = client.bytes();
    let objects = 0;
    for (let version = "", more = true; more;) {
      const set = await collector.wait(version);
      version = collector.versionOf(set);
      more = set.includes("<truncated>true<");
      objects += set.split("<objectSet").length - 1;
    }
    const seconds = (performance.now() - started) / 1000;
    await collector.logout();
    return { seconds, bytes: client.bytes() - before, objects };
  } finally {
    client.end();
  }
}

/** Follows for ever. @param {Server} server @param {() => void} synced once the full state has come @param {(set: string) => void} told each later update set */
export async function followUntil(server, synced, told) {
  const collector = await watchAll(plainClient(server));
  for (let version = "", ready = false; ;) {
    const set = await collector.wait(version);
    version = collector.versionOf(set) || version;
    if (ready) told(set);
    else if (!set.includes("<truncated>true<")) {
      ready = true;
      synced();
    }
  }
}

/** @param {ReturnType<typeof plainClient>} client */
async function watchAll({ op }) {
  const paths = (await watchedProperties())["VirtualMachine"] ?? [];
  const content = await op("RetrieveServiceContent", "ServiceInstance", "ServiceInstance", "");
  const id = (/** @type {string} */ name) => first(content, new RegExp(`<${name}[^>]*>([^<]*)<`));
  await op("Login", "SessionManager", id("sessionManager"), "login");
  const returned = /<returnval[^>]*>([^<]*)</;
  const view = first(await op("CreateContainerView", "ViewManager", id("viewManager"), `<container type="Folder">${id("rootFolder")}</container><type>VirtualMachine</type><recursive>true</recursive>`), returned);
  const collector = first(await op("CreatePropertyCollector", "PropertyCollector", id("propertyCollector"), ""), returned);
  await op("CreateFilter", "PropertyCollector", collector, `<spec><propSet><type>VirtualMachine</type>${paths.map((path) => `<pathSet>${path}</pathSet>`).join("")}</propSet><objectSet><obj type="ContainerView">${view}</obj><skip>true</skip><selectSet xsi:type="TraversalSpec"><type>ContainerView</type><path>view</path><skip>false</skip></selectSet></objectSet></spec><partialUpdates>false</partialUpdates>`);
  return {
    wait: (/** @type {string} */ version) => op("WaitForUpdatesEx", "PropertyCollector", collector, `<version>${version}</version><options><maxWaitSeconds>10</maxWaitSeconds></options>`),
    versionOf: (/** @type {string} */ set) => first(set, /<version>([^<]*)</),
    logout: () => op("Logout", "SessionManager", id("sessionManager"), ""),
  };
}

/** @param {Server} server */
function plainClient(server) {
  const agent = new Agent({ ca: readFileSync(server.caFile), keepAlive: true, maxSockets: 1 });
  let cookie = "";
  let bytes = 0;
  const call = (/** @type {string} */ body) => new Promise((/** @type {(text: string) => void} */ resolve, reject) => {
    const envelope = `<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body>${body}</soapenv:Body></soapenv:Envelope>`;
    const sent = request(server.url, { method: "POST", agent, headers: { "content-type": "text/xml", soapaction: "urn:vim25/6.5", cookie } }, (answer) => {
      cookie = answer.headers["set-cookie"]?.[0]?.split(";")[0] ?? cookie;
      /** @type {Buffer[]} */
      const parts = [];
      answer.on("data", (/** @type {Buffer} */ part) => { bytes += part.length; parts.push(part); })
        .on("end", () => (answer.statusCode === 200 ? resolve(Buffer.concat(parts).toString("latin1")) : reject(new Error(Buffer.concat(parts).toString()))));
    });
    sent.on("error", reject).end(envelope);
  });
  return {
    op(/** @type {string} */ name, /** @type {string} */ type, /** @type {string} */ id, /** @type {string} */ inner) {
      const args = inner === "login" ? `<userName>${server.username}</userName><password>${server.password}</password>` : inner;
      return call(`<${name} xmlns="urn:vim25"><_this type="${type}">${id}</_this>${args}</${name}>`);
    },
    bytes: () => bytes,
    end: () => agent.destroy(),
  };
}

function first(/** @type {string} */ text, /** @type {RegExp} */ what) {
  return what.exec(text)?.[1] ?? "";
}
