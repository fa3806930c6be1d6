import { BaseSequencer, type TestSpecification } from 'vitest/node'

/**
 * Files that take longest, by the end of their paths without `.test.ts`. Those that wait for programs of their own come first, the
 * others by their CPU time, but before them those that collect garbage again and again: the fuller the heap of a worker, the longer each
 * collection. Begun last, one would keep a single worker busy while the other has nothing left to do.
 */
const slowest: readonly string[] = [
  ...['docs/site/browser', 'apps/runtimes/src/runtimes', 'apps/demo/src/demo', 'apps/demo/src/main'],
  ...['stream/stream-watch', 'test/unread-streams', 'test/reconfigure-memory', 'soak/soak'],
  ...['overload/brown-outs', 'test/config-reload', 'overload/partial-outages', 'responses-conformance'],
  ...['test/continued-streams', 'test/cut-streams', 'bridge/cut', 'test/metrics', 'overload/outages'],
  ...['src/traffic', 'conformance', 'conformance-cases', 'config/src/fuzz', 'budget/many-tenants'],
  ...['budget/concurrent-tenants', 'src/exhaustive', 'rate-limit/src/admission', 'src/retry-budget'],
  ...['strategies/every-strategy'],
].map((name) => `${name}.test.ts`)

/**
 * Vitest's own order (it knows how long files took last time, but not in a fresh clone), with the slow files first. The files of
 * a project stay together, because a worker ends where the next file is of another project; the repository's come first, since
 * the two slowest files are among them.
 */
export class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    return sorted.toSorted((one, other) => rankOf(one) - rankOf(other))
  }
}

function rankOf({ moduleId, project }: TestSpecification): number {
  if (project.name === 'repository') return /\/(readme|packages|layers)\.test\.ts$/.test(moduleId) ? -2 : -1
  const place = slowest.findIndex((name) => moduleId.endsWith(name))
  return place >= 0 ? place : slowest.length
}
