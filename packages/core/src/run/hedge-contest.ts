import { cancelBody } from '../errors/cancel-body.ts'
import { scheduleUnlessNever } from '../time/clock.ts'
import type { ActiveAttempt } from './attempt.ts'
import { beginHedge } from './begin-hedge.ts'
import { runCancelled, type Cancellable, type Cancellation } from './cancellation.ts'
import { continueAfter, cutShort, endBeside, judge } from './judge.ts'

/** One attempt of a contest, with what it holds beside its permits. */
export interface Entry<Client> {
  readonly attempt: ActiveAttempt<Client>
  /** Makes its call, and waits for its answer; of a stream, for the first content. @throws what went wrong */
  open(): Promise<void>
  /** Gives back what it holds, because its answer is not used. May be called several times, also before the answer has come. */
  release(): void
}

/**
 * An attempt, and the hedge that begins beside it when it takes long: the first that answers wins, and the other one is ended, as
 * neutral. One that fails leaves it to the other one; only when none is left does the run look for another target.
 */
export class HedgeContest<Client, One extends Entry<Client>> implements Cancellable {
  readonly #first: ActiveAttempt<Client>
  readonly #enter: (attempt: ActiveAttempt<Client>) => One
  readonly #running = new Set<One>()
  #cancelTimer: (() => void) | undefined
  #isOver = false
  #resolve: (winner: One | undefined) => void = () => {}
  #reject: (error: unknown) => void = () => {}

  constructor(first: ActiveAttempt<Client>, enter: (attempt: ActiveAttempt<Client>) => One) {
    this.#first = first
    this.#enter = enter
  }

  /**
   * The one that has answered first; undefined when all have failed and the run continues. All others have ended then.
   *
   * @throws the run's error when one of them, or what ended the run from outside, says that it fails
   */
  winner(): Promise<One | undefined> {
    return new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
      this.#start(this.#first)
      this.#setTimer()
    })
  }

  /** Ends what its attempts wait for. */
  cancel(reason: unknown): void {
    for (const { attempt } of this.#running) attempt.interrupt(reason)
  }

  #setTimer(): void {
    const { run, target } = this.#first
    const { hedging, clock } = run.engine
    if (this.#isOver || run.hedge === undefined) return
    const delayMs = hedging.delayMs(target, run.hedge, run.call.streaming) ?? Infinity
    this.#cancelTimer = scheduleUnlessNever(clock, delayMs, () => {
      this.#hedge()
    })
  }

  #hedge(): void {
    // A clock of the caller's may ring although its timer was cancelled.
    if (this.#isOver || this.#first.isOver || this.#first.run.cancelled !== undefined) return
    const hedge = beginHedge(this.#first)
    if (hedge !== undefined) this.#start(hedge)
  }

  #start(attempt: ActiveAttempt<Client>): void {
    attempt.contest = this
    const entry = this.#enter(attempt)
    this.#running.add(entry)
    entry.open().then(
      () => {
        this.#answered(entry)
      },
      (error: unknown) => {
        this.#failed(entry, error)
      },
    )
  }

  #answered(entry: One): void {
    if (this.#isOver) {
      entry.release()
      return
    }
    this.#leave(entry)
    this.#endRunning((other) => {
      endBeside(other, true)
    })
    entry.attempt.run.forgetBeaten()
    this.#resolve(entry)
  }

  #failed(entry: One, error: unknown): void {
    if (this.#isOver) {
      entry.release()
      cancelBody(error)
      return
    }
    const { run } = entry.attempt
    if (run.cancelled !== undefined) {
      this.#cut(run.cancelled, error)
      return
    }
    this.#leave(entry)
    try {
      const failure = judge(entry.attempt, error)
      entry.release()
      continueAfter(entry.attempt, failure, this.#running.size > 0)
      cancelBody(error)
    } catch (thrown) {
      this.#endRunning((other) => {
        endBeside(other, false)
      })
      this.#reject(thrown)
      return
    }
    if (this.#running.size > 0) return
    this.#stop()
    this.#resolve(undefined)
  }

  #leave(entry: One): void {
    this.#running.delete(entry)
    entry.attempt.contest = undefined
  }

  /** The run was ended from outside. */
  #cut(cancellation: Cancellation, error: unknown): void {
    this.#endRunning((attempt) => {
      cutShort(attempt, cancellation, false)
    })
    this.#reject(error)
  }

  /** Nothing more begins. */
  #stop(): void {
    this.#isOver = true
    this.#cancelTimer?.()
  }

  /** Nothing more begins, and what still runs is ended. */
  #endRunning(how: (attempt: ActiveAttempt<Client>) => void): void {
    this.#stop()
    for (const entry of this.#running) {
      entry.attempt.contest = undefined
      how(entry.attempt)
      entry.attempt.interrupt(runCancelled)
      entry.release()
    }
    this.#running.clear()
  }
}
