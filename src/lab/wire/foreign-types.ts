/** Types of a server newer than the schema, which the lab sends when it is told to (nuisance "unknown-event-class"). No client may stumble over them. */

interface ForeignType {
  /** The known type it extends; its fields come first. */
  readonly base: string;
  /** Its own field, a string. */
  readonly field: string;
}

export const futureEvent = "VmFutureKindOfEvent";

export const foreignTypes: ReadonlyMap<string, ForeignType> = new Map([[futureEvent, { base: "VmEvent", field: "futureField" }]]);
