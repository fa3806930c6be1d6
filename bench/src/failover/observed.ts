/** How one call ended, as its caller saw it. Times are clock times in ms. */
export type Answer = { readonly startedAt: number; readonly endedAt: number } & (
  | { readonly type: 'text'; readonly text: string; readonly model: string; readonly hasUsage: boolean }
  | { readonly type: 'error'; readonly what: string; readonly isClean: boolean }
  | { readonly type: 'hang' }
)

/** A call that reached a target. */
export interface Call {
  readonly target: 'primary' | 'fallback'
  readonly startedAt: number
  /** What made it fail; undefined when it was served. */
  readonly fault: string | undefined
}

/** What was seen under a fault, from both sides. */
export interface Observed {
  /** Clock time in ms at which the fault began. */
  readonly beganAt: number
  /** One per call that was made, in order. */
  readonly answers: readonly Answer[]
  readonly calls: readonly Call[]
  /** True when a call of healthy targets was served afterwards. */
  readonly isAlive: boolean
}

/** How long the call took, in ms; the longest one of several. */
export function longestMs({ answers }: Observed): number {
  return Math.max(...answers.map(({ startedAt, endedAt }) => endedAt - startedAt))
}

/** The calls that reached the primary target. */
export function primaryCalls({ calls }: Observed): readonly Call[] {
  return calls.filter(({ target }) => target === 'primary')
}

/** The time between the first two calls of the primary target, in ms; undefined without a second one. */
export function firstGapMs(observed: Observed): number | undefined {
  const [first, second] = primaryCalls(observed)
  return first === undefined || second === undefined ? undefined : second.startedAt - first.startedAt
}
