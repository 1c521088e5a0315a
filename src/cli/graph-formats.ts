/** How `tetherd graph` can print clone groups: for people, for pictures, for programs. It prints nothing itself. */
export const graphFormats = ["tree", "dot", "mermaid", "json"] as const;
export type GraphFormat = (typeof graphFormats)[number];
