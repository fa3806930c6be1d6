/** Resources that keep the process alive, with the words of the report. Timers are watched by `watch-timers.ts`. */
const watched: Readonly<Record<string, string>> = {
  TCPSocketWrap: 'open socket',
  TCPServerWrap: 'listening server',
  PipeWrap: 'open pipe',
  PipeServerWrap: 'listening pipe',
  ProcessWrap: 'running child process',
  Worker: 'running worker thread',
  FSEventWrap: 'file watcher',
}

/** How many of each kind of resource are active. */
export type ResourceCounts = Readonly<Record<string, number>>

/** Counts the active resources of this process that a test could leave behind. */
export const resourceCounts = (
  active: readonly string[] = process.getActiveResourcesInfo(),
): ResourceCounts => {
  const counts: Record<string, number> = {}
  for (const name of active) {
    if (name in watched) counts[name] = (counts[name] ?? 0) + 1
  }
  return counts
}

/** What is active now and was not before, in words; empty when nothing was left behind. */
export const leftovers = (before: ResourceCounts, now: ResourceCounts): string[] =>
  Object.entries(now)
    .map(([name, count]) => ({ name, more: count - (before[name] ?? 0) }))
    .filter(({ more }) => more > 0)
    .map(({ name, more }) => `${String(more)} × ${watched[name] ?? name} (${name})`)
