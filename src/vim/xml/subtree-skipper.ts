/**
 * Runs over the bytes of a subtree that nobody needs, to its end tag, checking only that its tags are balanced; bytes are not even
 * turned into text. It never accepts a subtree that is cut, nested too deep or has end tags that do not match.
 */
const LT = 0x3c, GT = 0x3e, SLASH = 0x2f, BANG = 0x21, QUESTION = 0x3f, DQUOTE = 0x22, SQUOTE = 0x27, DASH = 0x2d, BRACKET = 0x5b, CLOSE_BRACKET = 0x5d, SPACE = 0x20;

const TEXT = 0, AFTER_LT = 1, OPEN_NAME = 2, ATTRIBUTES = 3, AFTER_SLASH = 4, IN_DQUOTE = 5, IN_SQUOTE = 6, CLOSE_NAME = 7, CLOSE_SPACE = 8, BANG_KIND = 9, UNTIL_MARK = 10;

/** Inside a skipped subtree the text is not well-formed. */
export class UnbalancedSubtree extends Error {
  override readonly name = "UnbalancedSubtree";
}

export class SubtreeSkipper {
  readonly #names: Int32Array;
  #depth = 0;
  #state = TEXT;
  #hash = 0;
  /** Comment, CDATA or processing instruction: ends with `mark` seen `marks` times, then ">". */
  #mark = 0;
  #marks = 0;
  #seen = 0;
  #whole = false;

  constructor(maxDepth: number) {
    this.#names = new Int32Array(maxDepth);
  }

  /** Starts behind the start tag of the subtree's root: `skip` will end behind the "</" of its end tag. */
  beginInside(): void {
    this.#depth = 0;
    this.#state = TEXT;
    this.#whole = false;
  }

  /** Starts at the "<" of the root's start tag: `skip` will end behind the ">" of its end tag. */
  beginWhole(): void {
    this.#depth = 0;
    this.#state = TEXT;
    this.#whole = true;
  }

  get whole(): boolean {
    return this.#whole;
  }

  /**
   * Index behind the end (see above), or -1 when the bytes end before it: then go on with the next ones.
   * Throws UnbalancedSubtree.
   */
  skip(bytes: Uint8Array, from: number): number {
    const length = bytes.length;
    const names = this.#names;
    const whole = this.#whole;
    let state = this.#state, depth = this.#depth, hash = this.#hash;
    let i = from;
    while (i < length) {
      const byte = bytes[i++] as number;
      switch (state) {
        case TEXT:
          if (byte === LT) state = AFTER_LT;
          else while (i < length) if (bytes[i++] === LT) { state = AFTER_LT; break; }
          break;
        case AFTER_LT:
          if (byte === SLASH) {
            if (depth === 0) {
              this.#state = TEXT;
              return i;
            }
            hash = 0;
            state = CLOSE_NAME;
          } else if (byte === BANG) state = BANG_KIND;
          else if (byte === QUESTION) {
            this.#expect(QUESTION, 1);
            state = UNTIL_MARK;
          } else if (byte <= SPACE || byte === GT || byte === LT) throw new UnbalancedSubtree("a tag without a name");
          else {
            hash = byte;
            state = OPEN_NAME;
          }
          break;
        case OPEN_NAME:
          if (byte === GT) {
            if (depth === names.length) throw new UnbalancedSubtree(`elements nested more than ${names.length} deep`);
            names[depth++] = hash;
            state = TEXT;
          } else if (byte === SLASH) state = AFTER_SLASH;
          else if (byte <= SPACE) state = ATTRIBUTES;
          else if (byte === LT) throw new UnbalancedSubtree("a tag inside a tag");
          else hash = (Math.imul(hash, 31) + byte) | 0;
          break;
        case ATTRIBUTES:
          if (byte === DQUOTE) state = IN_DQUOTE;
          else if (byte === SQUOTE) state = IN_SQUOTE;
          else if (byte === SLASH) state = AFTER_SLASH;
          else if (byte === LT) throw new UnbalancedSubtree("a tag inside a tag");
          else if (byte === GT) {
            if (depth === names.length) throw new UnbalancedSubtree(`elements nested more than ${names.length} deep`);
            names[depth++] = hash;
            state = TEXT;
          }
          break;
        case AFTER_SLASH:
          if (byte !== GT) throw new UnbalancedSubtree("a stray / in a tag");
          if (whole && depth === 0) return i;
          state = TEXT;
          break;
        case IN_DQUOTE:
          if (byte === DQUOTE) state = ATTRIBUTES;
          else if (byte === LT) throw new UnbalancedSubtree("< in an attribute");
          break;
        case IN_SQUOTE:
          if (byte === SQUOTE) state = ATTRIBUTES;
          else if (byte === LT) throw new UnbalancedSubtree("< in an attribute");
          break;
        case CLOSE_NAME:
          if (byte === GT) {
            if (names[--depth] !== hash) throw new UnbalancedSubtree("an end tag that does not match its start tag");
            if (whole && depth === 0) return i;
            state = TEXT;
          } else if (byte <= SPACE) state = CLOSE_SPACE;
          else hash = hash === 0 ? byte : (Math.imul(hash, 31) + byte) | 0;
          break;
        case CLOSE_SPACE:
          if (byte === GT) {
            if (names[--depth] !== hash) throw new UnbalancedSubtree("an end tag that does not match its start tag");
            if (whole && depth === 0) return i;
            state = TEXT;
          } else if (byte > SPACE) throw new UnbalancedSubtree("an end tag with attributes");
          break;
        case BANG_KIND:
          if (byte === DASH) this.#expect(DASH, 2);
          else if (byte === BRACKET) this.#expect(CLOSE_BRACKET, 2);
          else throw new UnbalancedSubtree("a declaration inside an element");
          state = UNTIL_MARK;
          break;
        default: // UNTIL_MARK
          if (byte === GT && this.#seen >= this.#marks) state = TEXT;
          else this.#seen = byte === this.#mark ? this.#seen + 1 : 0;
      }
    }
    this.#state = state;
    this.#depth = depth;
    this.#hash = hash;
    return -1;
  }

  #expect(mark: number, marks: number): void {
    this.#mark = mark;
    this.#marks = marks;
    this.#seen = mark === DASH ? -1 : 0; // the second "-" of "<!--" does not count towards its end
  }
}
