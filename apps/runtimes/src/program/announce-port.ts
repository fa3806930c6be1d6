/** Tells the process that has started this one where it listens: `startRuntime` reads the first line of the output. */
export function announcePort(port: number): void {
  // oxlint-disable-next-line no-console -- the output is the only way out of Bun and Deno that needs no API of their own
  console.log(JSON.stringify({ port }))
}
