/** Prints a line of a benchmark: what it prints is its result. */
export function print(line: string): void {
  console.log(line)
}
