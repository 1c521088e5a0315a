import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { methodCatalogue } from "../../../src/lab/methods/catalogue.js";
import { startVimServer, type VimServer } from "../../../src/lab/server/start-vim-server.js";
import { createLabClock } from "../../../src/lab/world/lab-clock.js";
import { defaultWorldSettings } from "../../../src/lab/world/settings.js";
import { World } from "../../../src/lab/world/world.js";
import { soapClient, type SoapClient } from "../support/soap-client.js";

const { userName, password } = defaultWorldSettings;

describe("a client that logs in", () => {
  let world: World;
  let server: VimServer;
  let client: SoapClient;
  const currentTime = '<CurrentTime xmlns="urn:vim25"><_this type="ServiceInstance">ServiceInstance</_this></CurrentTime>';

  beforeEach(async () => {
    world = new World(defaultWorldSettings, createLabClock(0));
    server = await startVimServer(world, methodCatalogue, { host: "127.0.0.1", port: 0 });
    client = soapClient(server);
  });
  afterEach(async () => {
    client.close();
    await server.close();
  });

  it("learns the managers of the vCenter without a session", async () => {
    const answer = await client.call('<RetrieveServiceContent xmlns="urn:vim25"><_this type="ServiceInstance">ServiceInstance</_this></RetrieveServiceContent>');
    expect(answer.status).toBe(200);
    expect(answer.body).toContain('<returnval><rootFolder type="Folder">group-d1</rootFolder><propertyCollector type="PropertyCollector">propertyCollector</propertyCollector>');
    expect(answer.headers["set-cookie"]).toBeUndefined();
  });

  it("is refused every other call before", async () => {
    const answer = await client.call(currentTime);
    expect(answer.status).toBe(500);
    expect(answer.body).toContain("The session is not authenticated.");
    expect(answer.body).toContain('<NotAuthenticatedFault xmlns="urn:vim25" xsi:type="NotAuthenticated">');
  });

  it("gets a quoted cookie and may call with it", async () => {
    const answer = await client.login(userName, password);
    expect(answer.status).toBe(200);
    expect(answer.headers["set-cookie"]?.[0]).toMatch(/^vmware_soap_session="[0-9a-f]{40}"; Path=\/; HttpOnly; Secure$/);
    expect((await client.call(currentTime)).body).toContain("<returnval>2026-01-01T00:00:00.000Z</returnval>");
  });

  it("is told InvalidLogin for a wrong password, with a cookie that opens nothing", async () => {
    const answer = await client.login(userName, "wrong");
    expect(answer.status).toBe(500);
    expect(answer.body).toContain('<detail><InvalidLoginFault xmlns="urn:vim25" xsi:type="InvalidLogin"/></detail>');
    client.cookie = answer.headers["set-cookie"]?.[0]?.split(";")[0];
    expect((await client.call(currentTime)).body).toContain("NotAuthenticatedFault");
  });

  it("is told InvalidLogin when the session is logged in already", async () => {
    await client.login(userName, password);
    expect((await client.login(userName, password)).body).toContain("InvalidLoginFault");
    expect(world.sessions.size).toBe(1);
  });
});
