import { afterAll, beforeAll } from 'vitest'

/** The errors of the tests of this file or `describe` have no stacks: overload makes them by the ten thousand, and none is read. */
export function withoutStacks(): void {
  const usualLimit = Error.stackTraceLimit
  beforeAll(() => {
    Error.stackTraceLimit = 0
  })
  afterAll(() => {
    Error.stackTraceLimit = usualLimit
  })
}
