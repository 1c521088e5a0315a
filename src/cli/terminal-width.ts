/** How many columns a terminal has; undefined where there is none, and of one that says 0, which nobody has given a size. */
export function terminalWidth({ columns }: { readonly columns?: number }): number | undefined {
  return columns === 0 ? undefined : columns;
}
