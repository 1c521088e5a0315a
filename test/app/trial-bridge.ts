/** A bridge for tests of `tetherd consumer-check`, with habits good and bad: it takes messages of the stream or notifications, and posts to the chat what people are told. */
export interface Habits {
  /** Drops what is not newer than what it told of an alert. */
  readonly remembers: boolean;
  readonly dropsMembersOfStorms: boolean;
  /** Tells a change of severity. */
  readonly tellsRaised: boolean;
  readonly bearsUnknownMembers: boolean;
  readonly watchesHeartbeat: boolean;
  /** What it does with everything it is sent. */
  readonly answer: "acks" | "ignores" | "naks once" | "refuses";
}

export const goodHabits: Habits = { remembers: true, dropsMembersOfStorms: true, tellsRaised: true, bearsUnknownMembers: true, watchesHeartbeat: true, answer: "acks" };

interface Event {
  readonly type: string;
  readonly sequence?: string;
  readonly data: { readonly fingerprint?: string; readonly key?: string; readonly happenedAt?: string; readonly kind?: string; readonly transitionKind?: string; readonly storm?: string; readonly intervalMs?: number };
}

const known = /^(?:specversion|id|source|type|subject|time|datacontenttype|dataschema|sequence|data)$/;

export interface TrialBridge {
  /** Resolves when people were told, where they had to be; rejects for what it cannot read. */
  readonly take: (body: string) => Promise<void>;
  readonly stop: () => void;
}

export function trialBridge(chat: string, habits: Habits): TrialBridge {
  const told = new Map<string, string>();
  let watch: NodeJS.Timeout | undefined;
  const tell = async (): Promise<void> => {
    await fetch(chat, { method: "POST", body: "{}" });
  };
  return {
    stop: () => clearTimeout(watch),
    take: async (body) => {
      const event = JSON.parse(body) as Event;
      const { type, data } = event;
      if (type === "io.tetherd.heartbeat.v1") {
        clearTimeout(watch);
        if (habits.watchesHeartbeat) watch = setTimeout(() => void tell().catch(() => undefined), 2 * (data.intervalMs ?? 0));
        return;
      }
      if (!habits.bearsUnknownMembers && !Object.keys(event).every((name) => known.test(name))) throw new Error("a member that it does not know");
      const alert = data.fingerprint ?? data.key ?? "";
      const order = event.sequence ?? data.happenedAt ?? "";
      const newer = order > (told.get(alert) ?? "");
      if (habits.remembers && !newer) return;
      if (newer) told.set(alert, order);
      if (habits.dropsMembersOfStorms && data.storm !== undefined) return;
      if (!habits.tellsRaised && (data.transitionKind ?? data.kind) === "raised") return;
      await tell();
    },
  };
}
