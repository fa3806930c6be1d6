import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** By file: the longest that it has taken, in ms. A run that ends early says 0 of those it has not reached. */
const longest = new Map<string, number>()

/** The shortest files first, by what they took in the first run: a mutant that one of them kills does not reach the slow ones. */
export class ShortFirst extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return Promise.resolve(files.toSorted((a, b) => this.#durationOf(a) - this.#durationOf(b)))
  }

  #durationOf(file: TestSpecification): number {
    const duration = this.ctx.cache.getTestSpecificationResult(file)?.duration ?? 0
    longest.set(file.moduleId, Math.max(duration, longest.get(file.moduleId) ?? 0))
    return longest.get(file.moduleId) ?? 0
  }
}
