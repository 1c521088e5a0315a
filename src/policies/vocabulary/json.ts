/** Plain JSON as the vocabulary's views are printed. It holds nothing that `JSON.stringify` would change. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

export interface JsonObject { readonly [name: string]: Json }
