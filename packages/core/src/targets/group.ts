import type { Attempt, AttemptFacts, CallFacts, Operation, StreamOperation } from '../contracts/call.ts'
import type { RunOptions, StreamOptions } from '../contracts/run-options.ts'
import type { AttemptRecord } from '../contracts/trail.ts'
import { AttemptHandle, type AttemptSource } from './attempt-handle.ts'

/** The property under which a balancer keeps its group, the same in every copy of the package. */
export const groupKey: unique symbol = Symbol.for('llm-balancer.group')

/** The attempt of an outer balancer that a run inside a group is a part of. */
export interface OuterAttempt {
  /** Where the run writes its attempts. */
  readonly trail: AttemptRecord[]
  /** True when they will be read. */
  readonly explains: boolean
  /** True when the deadline is one that the caller brought along. */
  readonly isHurried: boolean
  /** True when an answer whose stream breaks is to be resumed inside the group, where its vendor goes on with it. */
  readonly resumes: boolean
}

/** How a group's stream is read. What happens when it breaks is decided outside. */
export type GroupStreamOptions<Chunk> = Omit<StreamOptions<Chunk>, 'onInterrupted'>

/** What an outer balancer needs of an inner one. */
export interface Group<Client> {
  /** Clock time in ms from which one of its targets may take the call. */
  availableAt(now: number, call: CallFacts): number
  /** {@link availableAt} without the windows of its targets. */
  callableAt(now: number, call: CallFacts): number
  /** {@link callableAt} without the bounds of their users. */
  guardedUntil(now: number, call: CallFacts): number
  /** Clock time from which a run may try one of its targets that are blocked by their circuits; Infinity when there is none. */
  trialAt(now: number, call: CallFacts): number
  /**
   * The share that is left of the tightest limit of its target with the most left: the one that a call would best go to. Undefined when
   * one of them keeps no limit.
   */
  headroomRatio?(now: number): number | undefined
  /** True while a guard inside it blocks that does not say when that changes. */
  readonly isSilent: boolean
  /** Calls `listener` when the answer may have changed other than with time. The returned function ends it. */
  onChange(listener: () => void): () => void
  /** True when a balancer's engine is this group's own, or that of a group inside it, however deep. */
  contains(engine: object): boolean
  /** True when one of the words is the id or the pool of a target inside it, however deep. */
  hasTarget(words: readonly string[]): boolean
  /** Makes one call as part of an outer attempt. */
  run<Result>(operation: Operation<Client, Result>, options: RunOptions, outer: OuterAttempt): Promise<Result>
  /** Reads one stream as part of an outer attempt. It never restarts by itself. */
  stream<Chunk>(
    operation: StreamOperation<Client, Chunk>,
    options: GroupStreamOptions<Chunk>,
    outer: OuterAttempt,
  ): AsyncIterable<Chunk>
}

/** The group behind a client, when it is a balancer, also of another copy of the package. */
export function groupOf<Client>(client: unknown): Group<Client> | undefined {
  return (client as { readonly [groupKey]?: Group<Client> } | null | undefined)?.[groupKey]
}

/** The operation as a group's inner attempts run it: what they report reaches the outer attempt as well. */
export function reportingTo<Client, Returned>(
  outer: Attempt,
  operation: (client: Client, attempt: Attempt) => Returned,
): (client: Client, attempt: Attempt) => Returned {
  return (client, inner) => {
    const failed = outer.failed.length === 0 ? inner.failed : [...outer.failed, ...inner.failed]
    return operation(client, new AttemptHandle({ ...inner, failed }, new TwoAttempts(inner, outer)))
  }
}

/** An attempt inside a group, and the one of the outer balancer that it is a part of. */
class TwoAttempts implements AttemptSource {
  readonly #inner: Attempt
  readonly #outer: Attempt

  constructor(inner: Attempt, outer: Attempt) {
    this.#inner = inner
    this.#outer = outer
  }

  report(facts: AttemptFacts): void {
    this.#inner.report(facts)
    this.#outer.report(facts)
  }
}
