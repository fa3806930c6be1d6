let running = 0
let usualLimit = 0

/**
 * Does work that makes thousands of errors, without recording a stack for each: recording and printing stacks would take
 * most of its time. Every error made meanwhile has none, also those of tests that run at the same time.
 */
export async function withoutStacks<Result>(work: () => Promise<Result>): Promise<Result> {
  if (running === 0) {
    usualLimit = Error.stackTraceLimit
    Error.stackTraceLimit = 0
  }
  running += 1
  try {
    return await work()
  } finally {
    running -= 1
    if (running === 0) Error.stackTraceLimit = usualLimit
  }
}
