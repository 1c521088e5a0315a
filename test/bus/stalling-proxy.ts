/** A TCP proxy whose answers can be held back: what a client sent has its effect, and the client does not hear of it. */
import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

export interface StallingProxy {
  readonly url: string;
  holdAnswers(): void;
  releaseAnswers(): void;
  close(): Promise<void>;
}

export async function stallingProxy(port: number): Promise<StallingProxy> {
  const sockets = new Set<Socket>();
  const upstreams = new Set<Socket>();
  const proxy = createServer((client) => {
    const upstream = connect(port, "127.0.0.1");
    upstreams.add(upstream);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => undefined); // either end may vanish; closing is passed on below
      socket.on("close", () => {
        client.destroy();
        upstream.destroy();
      });
    }
    client.on("data", (chunk) => void upstream.write(chunk));
    upstream.on("data", (chunk) => void client.write(chunk));
  });
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  return {
    url: `nats://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    holdAnswers: () => upstreams.forEach((socket) => socket.pause()),
    releaseAnswers: () => upstreams.forEach((socket) => socket.resume()),
    async close() {
      for (const socket of sockets) socket.destroy();
      proxy.close();
      await once(proxy, "close");
    },
  };
}
