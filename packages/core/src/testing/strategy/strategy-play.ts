import type { CallFacts } from '../../contracts/call.ts'
import type { Outcome } from '../../contracts/outcome.ts'
import type { Candidates, Strategy } from '../../contracts/strategy.ts'
import type { TargetState } from '../../contracts/target.ts'
import { seededRandom } from '../../time/random.ts'
import { callFacts } from '../call-facts.ts'
import { demand, mustNotThrow } from '../contract-case.ts'
import type { FakeTarget } from '../fake-target.ts'

/** An attempt that has begun and not ended. */
interface RunningAttempt {
  readonly target: FakeTarget
  readonly call: CallFacts
}

/** What one pick is about, where it differs from a plain call among candidates that are shown once. */
export interface Pick extends Partial<CallFacts> {
  /** See `Candidates.revision`. @default 0 */
  readonly revision?: number
}

/**
 * A strategy at work: bound, asked and told of every attempt as a balancer would, through one view of the candidates that
 * is filled anew for each pick. Every call of the strategy is checked against what the contract says of all calls.
 */
export class StrategyPlay {
  /** Clock time in ms. */
  now = 1_000_000
  readonly running: RunningAttempt[] = []
  readonly name: string
  readonly #strategy: Strategy
  readonly #shown: TargetState[] = []
  readonly #view: Candidates & { revision: number }

  /** @param seed chooses the random numbers that the strategy is bound to */
  constructor(strategy: Strategy, seed = 1) {
    this.#strategy = strategy
    this.name = strategy.name
    this.#view = viewOf(this.#shown)
    mustNotThrow(`${this.name}: bind`, () => strategy.bind?.({ random: seededRandom(seed) }))
  }

  /** Lets the strategy choose one of these targets. @throws an error when it does not give one of them */
  pick(eligible: readonly FakeTarget[], { revision = 0, ...facts }: Pick = {}): FakeTarget {
    const call = Object.freeze(callFacts({ startedAt: this.now, ...facts }))
    this.#shown.splice(0, this.#shown.length, ...eligible)
    this.#view.revision = revision
    const picked: unknown = mustNotThrow(`${this.name}: pick`, () =>
      this.#strategy.pick(this.#view, call, this.now),
    )
    return this.#candidate(picked, eligible)
  }

  /** Begins an attempt on a target that was picked. */
  start(target: FakeTarget, { revision: _revision, ...facts }: Pick = {}): void {
    const call = Object.freeze(callFacts({ startedAt: this.now, ...facts }))
    target.inFlight += 1
    this.running.push({ target, call })
    mustNotThrow(`${this.name}: meter.started`, () => this.#strategy.meter?.started(target, call, this.now))
  }

  /** Ends a running attempt, by its place in `running`; a success has given its first content at the same time. */
  end(place: number, outcome: Outcome): void {
    const [attempt] = this.running.splice(place, 1)
    if (attempt === undefined) return
    const { target, call } = attempt
    const { meter } = this.#strategy
    target.inFlight -= 1
    if (outcome.type === 'success')
      mustNotThrow(`${this.name}: meter.firstContent`, () => meter?.firstContent(target, call, this.now))
    mustNotThrow(`${this.name}: meter.finished`, () => meter?.finished(target, outcome, this.now))
  }

  /** Tells the strategy that a target has left its balancer. */
  forget(target: TargetState): void {
    mustNotThrow(`${this.name}: forget`, () => this.#strategy.forget?.(target))
  }

  /** What the strategy's meter says of a target; undefined without a meter. */
  loadOf(target: TargetState): number | undefined {
    const load: unknown = mustNotThrow(`${this.name}: meter.load`, () =>
      this.#strategy.meter?.load(target, this.now),
    )
    if (load === undefined && this.#strategy.meter === undefined) return undefined
    demand(
      typeof load === 'number' && !Number.isNaN(load),
      `${this.name}: meter.load must give a number that others can be compared with, got ${describe(load)}`,
    )
    return load
  }

  #candidate(picked: unknown, eligible: readonly FakeTarget[]): FakeTarget {
    const target = eligible.find((one) => one === picked)
    if (target !== undefined) return target
    const { id, then } = Object(picked) as { readonly id?: unknown; readonly then?: unknown }
    const ids = eligible.map((one) => one.id).join(', ')
    if (typeof then === 'function')
      throw new Error(`${this.name}: pick gave a promise; choosing is synchronous`)
    if (typeof id !== 'string')
      throw new Error(`${this.name}: pick must give one of its candidates (${ids}), got ${describe(picked)}`)
    const isCopy = eligible.some((one) => one.id === id)
    throw new Error(
      isCopy
        ? `${this.name}: pick gave a copy of "${id}"; it must give the candidate itself`
        : `${this.name}: pick gave "${id}", which is not among its candidates (${ids})`,
    )
  }
}

function viewOf(shown: readonly TargetState[]): Candidates & { revision: number } {
  return {
    revision: 0,
    get length() {
      return shown.length
    },
    at(index) {
      const target = shown[index]
      if (target === undefined) throw new RangeError(`there is no candidate ${index} of ${shown.length}`)
      return target
    },
    [Symbol.iterator]: () => shown.values(),
  }
}

function describe(value: unknown): string {
  return typeof value === 'number' || value === null ? String(value) : typeof value
}
