// Asks a vCenter once for the whole state of the properties that tetherd watches, and keeps the answer as the bytes that came. It decodes nothing.
import { readFileSync } from "node:fs";
import { request } from "node:https";
import { buffer } from "node:stream/consumers";

const envelope = (/** @type {string} */ body) =>
  `<?xml version="1.0" encoding="UTF-8"?><Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/"><Body>${body}</Body></Envelope>`;

/**
 * One answer of WaitForUpdatesEx with all objects of the given types. A server tells at most a hundred objects at a time, so the pages are joined into the one
 * set that they are parts of.
 * @param {import("../scripts/servers/vcsim.mjs").Vcsim} vcsim
 * @param {Readonly<Record<string, readonly string[]>>} types property paths by managed object type
 * @returns {Promise<Buffer>}
 */
export async function fetchUpdateSet(vcsim, types) {
  let cookie = "";
  const call = async (/** @type {string} */ body) => {
    const sent = request(vcsim.url, { method: "POST", ca: readFileSync(vcsim.caFile), headers: { cookie, "content-type": "text/xml" } });
    sent.end(envelope(body));
    const answer = /** @type {import("node:http").IncomingMessage} */ (await new Promise((resolve, reject) => sent.once("response", resolve).once("error", reject)));
    cookie = answer.headers["set-cookie"]?.[0]?.split(";")[0] ?? cookie;
    const whole = await buffer(answer);
    if (answer.statusCode !== 200) throw new Error(`Cannot ask vcsim: ${whole.toString().slice(0, 500)}`);
    return whole;
  };
  const returned = (/** @type {Buffer} */ answer) => /<returnval[^>]*>([^<]+)</.exec(answer.toString())?.[1] ?? "";

  await call(`<Login xmlns="urn:vim25"><_this type="SessionManager">SessionManager</_this><userName>${vcsim.username}</userName><password>${vcsim.password}</password></Login>`);
  const collector = returned(await call('<CreatePropertyCollector xmlns="urn:vim25"><_this type="PropertyCollector">propertyCollector</_this></CreatePropertyCollector>'));
  const names = Object.keys(types);
  const view = returned(await call(`<CreateContainerView xmlns="urn:vim25"><_this type="ViewManager">ViewManager</_this><container type="Folder">group-d1</container>${
    names.map((name) => `<type>${name}</type>`).join("")}<recursive>true</recursive></CreateContainerView>`));
  await call(`<CreateFilter xmlns="urn:vim25"><_this type="PropertyCollector">${collector}</_this><spec>${
    names.map((name) => `<propSet><type>${name}</type>${(types[name] ?? []).map((path) => `<pathSet>${path}</pathSet>`).join("")}</propSet>`).join("")
  }<objectSet><obj type="ContainerView">${view}</obj><skip>true</skip><selectSet xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="TraversalSpec"><name>view</name><type>ContainerView</type><path>view</path><skip>false</skip></selectSet></objectSet></spec><partialUpdates>false</partialUpdates></CreateFilter>`);
  /** @type {string[]} */
  const pages = [];
  for (let version = "", truncated = true; truncated;) {
    const page = (await call(`<WaitForUpdatesEx xmlns="urn:vim25"><_this type="PropertyCollector">${collector}</_this><version>${version}</version></WaitForUpdatesEx>`)).toString();
    pages.push(page);
    version = /<version>([^<]*)</.exec(page)?.[1] ?? "";
    truncated = page.includes("<truncated>true</truncated>");
  }
  await call('<Logout xmlns="urn:vim25"><_this type="SessionManager">SessionManager</_this></Logout>');
  return Buffer.from(joined(pages));
}

/** @param {readonly string[]} pages */
function joined(pages) {
  const [open, close] = ["<objectSet>", "</objectSet>"];
  const objects = pages.map((page) => page.slice(page.indexOf(open), page.lastIndexOf(close) + close.length)).join("");
  const first = pages[0] ?? "";
  return `${first.slice(0, first.indexOf(open))}${objects}${first.slice(first.lastIndexOf(close) + close.length)}`.replace("<truncated>true</truncated>", "");
}
