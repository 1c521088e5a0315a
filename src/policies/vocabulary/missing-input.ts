/** Thrown inside an evaluation where an input is not known. CEL's `&&`, `||`, `exists` and `all` absorb it; whoever evaluates turns it into "unknown". */
export class MissingInput extends Error {
  override readonly name = "MissingInput";
  /** Names it, e.g. "group.limit.verdict". */
  readonly input: string;

  constructor(input: string) {
    super(`${input} is unknown`);
    this.input = input;
  }
}
