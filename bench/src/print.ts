/** Prints a line of a benchmark. */
export function print(line: string): void {
  // oxlint-disable-next-line no-console -- what a benchmark prints is its result
  console.log(line)
}
