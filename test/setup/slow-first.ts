import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Files that take longest. Begun last, one would keep a single worker busy while the other has nothing left to do. */
const slow = new RegExp(
  String.raw`/apps/|conformance(-cases)?\.test\.ts$|/(${[
    ...[
      'brown-outs',
      'config-reload',
      'cut',
      'cut-streams',
      'every-strategy',
      'exhaustive',
      'fuzz',
      'many-tenants',
    ],
    ...['llm-balancer/test/metrics', 'outages', 'partial-outages', 'retry-budget', 'traffic'],
  ].join('|')})\.test\.ts$`,
)

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
  if (project.name === 'repository') return /\/(readme|packages|layers)\.test\.ts$/.test(moduleId) ? 0 : 1
  return slow.test(moduleId) ? 2 : 3
}
