import { afterEach, describe, expect, it } from "vitest";
import { HttpsExchanges, type Exchange } from "../../src/vim/transport/https-exchange.js";
import { collect } from "../../src/vim/transport/small-answer.js";
import { trustOf } from "../../src/vim/transport/trust.js";
import { startSoapServer, type Call, type Reply, type SoapServer } from "./support/soap-server.js";

let server: SoapServer | undefined;
let exchanges: HttpsExchanges | undefined;
afterEach(async () => {
  exchanges?.close();
  await server?.stop();
  server = exchanges = undefined;
});

async function serve(reply: (call: Call) => Reply): Promise<(more?: Partial<Exchange>) => Promise<string>> {
  server = await startSoapServer(reply);
  const made = (exchanges = new HttpsExchanges(trustOf(new URL(server.url), { caFile: server.caFile })));
  return async (more = {}) => await made.run({ method: "POST", path: "/sdk", headers: {}, body: "<a/>", deadlineMs: 10_000, signal: undefined, repeatable: true, ...more }, async ({ body }) => (await collect(body)).toString());
}

describe("an exchange", () => {
  it("ends at its deadline when nothing comes", async () => {
    const call = await serve(() => undefined);
    await expect(call({ deadlineMs: 50 })).rejects.toMatchObject({ code: "VIM_TIMEOUT", retryable: true });
  });

  it("ends at its deadline when the answer comes in drops", async () => {
    const call = await serve(() => (response) => {
      response.writeHead(200, { "content-type": "text/xml" });
      const drip = setInterval(() => response.write("x"), 5);
      response.on("close", () => clearInterval(drip));
    });
    await expect(call({ deadlineMs: 100 })).rejects.toMatchObject({ code: "VIM_TIMEOUT" });
  });

  it("ends when it is given up, before and after the answer has begun", async () => {
    const call = await serve(() => (response) => void response.writeHead(200).write("x"));
    await expect(call({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: "VIM_ABORTED" });
    await expect(call({ signal: AbortSignal.timeout(50) })).rejects.toMatchObject({ code: "VIM_ABORTED" });
  });

  it("uses one connection after the other has ended", async () => {
    const ports = new Set<number | undefined>();
    const call = await serve(() => (response) => {
      ports.add(response.socket?.remotePort);
      response.end("ok");
    });
    expect([await call(), await call()]).toEqual(["ok", "ok"]);
    expect(ports.size).toBe(1);
  });

  it.each([[true, 3], [false, 2]])("over a kept connection that turns out to be dead is repeated only if it may be (%s)", async (repeatable, requests) => {
    let died = false;
    const call = await serve(({ body }) => (response) => {
      if (body !== "<die/>" || died) return void response.end("ok");
      died = true;
      response.socket?.destroy();
    });
    await call();
    const second = call({ body: "<die/>", repeatable });
    if (repeatable) expect(await second).toBe("ok");
    else await expect(second).rejects.toMatchObject({ code: "VIM_CONNECTION_LOST", retryable: true });
    expect(server!.requests()).toBe(requests);
  });

  it("over a fresh connection that dies is not repeated", async () => {
    const call = await serve(() => (response) => void response.socket?.destroy());
    await expect(call()).rejects.toMatchObject({ code: "VIM_CONNECTION_LOST" });
    expect(server!.requests()).toBe(1);
  });
});
