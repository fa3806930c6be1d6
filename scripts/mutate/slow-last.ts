import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Files that take longest. A mutant that another file kills first does not reach them. */
const slow =
  /conformance\.test\.ts$|\/(exhaustive|fuzz|distribution|affinity|guard-cases|flood|sockets)\.test\.ts$|\/overload\//

/** Vitest's own order, the slow files last. */
export class SlowLast extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const isSlow = ({ moduleId }: TestSpecification): boolean => slow.test(moduleId)
    return [...sorted.filter((file) => !isSlow(file)), ...sorted.filter(isSlow)]
  }
}
