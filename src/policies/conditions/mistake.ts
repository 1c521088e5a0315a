/** Something wrong inside an expression, with its offset in the expression's text. */
export interface Mistake {
  readonly offset: number;
  /** What was found and what is allowed. */
  readonly message: string;
}
