/**
 * What `bus` must be told to reach NATS, and the little it needs of a logger. Both are shapes: settings and loggers of the house fit as they are.
 * Values arrive validated; nothing here reads a file or an environment variable.
 */

/** A secret that is read anew at each use, so that a rotated one needs no restart. `origin` may be shown to people. */
export interface BusSecret {
  readonly origin: string;
  read(): Promise<string>;
}

export interface BusSettings {
  /** One subject token; part of every subject, stream and bucket name. */
  readonly site: string;
  readonly servers: readonly string[];
  readonly credsFile: string | undefined;
  readonly nkeySeedFile: string | undefined;
  readonly username: string | undefined;
  readonly password: BusSecret | undefined;
  readonly token: BusSecret | undefined;
  readonly caFile: string | undefined;
  readonly certFile: string | undefined;
  readonly keyFile: string | undefined;
  readonly replicas: number;
  /** Limit of each stream and bucket. */
  readonly streamMaxBytes: number;
  /** How long the server recognises a message id; 30 minutes unless given. */
  readonly duplicateWindowMs?: number;
}

/** The part of a pino logger that is used here. */
export interface BusLog {
  info(details: Readonly<Record<string, unknown>>, message: string): void;
  warn(details: Readonly<Record<string, unknown>>, message: string): void;
  error(details: Readonly<Record<string, unknown>>, message: string): void;
}
