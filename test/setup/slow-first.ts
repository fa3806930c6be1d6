import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Files that take longest. Begun last, one would keep a single worker busy while the other has nothing left to do. */
const slow =
  /conformance\.test\.ts$|\/test\/(readme|layers|packages)\.test\.ts$|\/(cut|cut-streams|exhaustive|fuzz|brown-out)\.test\.ts$/

/** Vitest's own order (it knows how long files took last time, but not in a fresh clone), the slow files first. */
export class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const isSlow = ({ moduleId }: TestSpecification): boolean => slow.test(moduleId)
    return [...sorted.filter(isSlow), ...sorted.filter((file) => !isSlow(file))]
  }
}
