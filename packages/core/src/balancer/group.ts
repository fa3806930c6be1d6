import type { Attempt, CallFacts, Operation, StreamOperation } from '../contracts/call.ts'
import type { RunOptions, StreamOptions } from '../contracts/run-options.ts'
import type { AttemptRecord } from '../contracts/trail.ts'

const groupKey: unique symbol = Symbol.for('llm-balancer.group')

/** The attempt of an outer balancer that a run inside a group is a part of. */
export interface OuterAttempt {
  /** Where the run writes its attempts; undefined when nobody will read them. */
  readonly trail: AttemptRecord[] | undefined
}

/** How a group's stream is read. What happens when it breaks is decided outside. */
export type ReadOptions<Chunk> = Omit<StreamOptions<Chunk>, 'onInterrupted'>

/** What an outer balancer needs of an inner one. */
export interface Group<Client> {
  /** Clock time in ms from which one of its targets may take the call. */
  availableAt(now: number, call: CallFacts): number
  /** True when another group is this one, or inside it, however deep. */
  holds(other: object): boolean
  /** Makes one call as part of an outer attempt. */
  run<Result>(operation: Operation<Client, Result>, options: RunOptions, outer: OuterAttempt): Promise<Result>
  /** Reads one stream as part of an outer attempt. It never restarts by itself. */
  stream<Chunk>(
    operation: StreamOperation<Client, Chunk>,
    options: ReadOptions<Chunk>,
    outer: OuterAttempt,
  ): AsyncIterable<Chunk>
}

/** Makes a balancer recognisable as a group. */
export function markAsGroup<Client>(balancer: object, group: Group<Client>): void {
  Object.defineProperty(balancer, groupKey, { value: group })
}

/** The group behind a client, when it is a balancer, of whichever copy of the package. */
export function groupOf<Client>(client: unknown): Group<Client> | undefined {
  if (typeof client !== 'object' || client === null || !(groupKey in client)) return undefined
  return (client as Record<typeof groupKey, Group<Client>>)[groupKey]
}

/** The operation as a group's inner attempts run it: what they report is heard outside as well. */
export function reportingTo<Client, Returned>(
  outer: Attempt,
  operation: (client: Client, attempt: Attempt) => Returned,
): (client: Client, attempt: Attempt) => Returned {
  return (client, inner) =>
    operation(client, {
      number: inner.number,
      target: inner.target,
      signal: inner.signal,
      remainingMs: inner.remainingMs,
      report(facts) {
        inner.report(facts)
        outer.report(facts)
      },
    })
}

/** What an outer run's options mean inside a group. Filters by id stay outside: they speak of the outer targets. */
export function innerOptions(outer: Attempt, options: RunOptions): RunOptions {
  return {
    signal: outer.signal,
    deadlineMs: outer.remainingMs,
    affinityKey: options.affinityKey,
    expectedTokens: options.expectedTokens,
    timeouts: options.timeouts,
  }
}
