/**
 * One promise of a contract as a test case. It needs no test runner: `run` returns when the promise is kept and throws an
 * error that says what is wrong when it is broken.
 */
export interface ContractCase {
  /** A sentence, for the title of the test. */
  readonly name: string
  run(): void
}

/** Throws an error with this message unless the condition is true. */
export function demand(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(message)
}

/** Calls code under test that must not throw. @throws an error that says what threw, with the original one as `cause` */
export function mustNotThrow<Result>(what: string, call: () => Result): Result {
  try {
    return call()
  } catch (cause) {
    throw new Error(`${what} threw ${cause instanceof Error ? `"${cause.message}"` : 'a value'}`, { cause })
  }
}
