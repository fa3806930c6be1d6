import type { CallFacts } from '../../contracts/call.ts'
import type { Outcome } from '../../contracts/outcome.ts'
import type { Measurement, Strategy } from '../../contracts/strategy.ts'
import type { TargetState } from '../../contracts/target.ts'
import { CandidateView } from '../../strategies/candidate-view.ts'
import { seededRandom } from '../../time/random.ts'
import { callFacts } from '../call-facts.ts'
import { demand, mustNotThrow } from '../contract-case.ts'
import type { FakeTarget } from '../fake-target.ts'

/** An attempt that has begun and not ended. */
interface RunningAttempt {
  readonly target: FakeTarget
  /** True while the first content of a stream has not come. */
  awaitsContent: boolean
  readonly measurement: Measurement | undefined
}

/** What one pick is about, where it differs from a plain call among candidates that are shown once. */
export interface Pick extends Partial<CallFacts> {
  /** See `Candidates.revision`. @default 0 */
  readonly revision?: number
  /** See `Candidates.maxWeight`. @default the largest weight */
  readonly maxWeight?: number
}

/**
 * A strategy at work: bound, asked and told of every attempt as a balancer would, through one view of the candidates that
 * is filled for each pick and emptied after it. Every call of the strategy is checked against what the contract says of all calls.
 */
export class StrategyPlay {
  /** Clock time in ms. */
  now = 1_000_000
  readonly running: RunningAttempt[] = []
  readonly name: string
  readonly #strategy: Strategy
  readonly #view = new CandidateView()

  /** @param seed chooses the random numbers that the strategy is bound to */
  constructor(strategy: Strategy, seed = 1) {
    this.#strategy = strategy
    this.name = strategy.name
    mustNotThrow(`${this.name}: bind`, () => strategy.bind?.({ random: seededRandom(seed) }))
  }

  /** Lets the strategy choose one of these targets. @throws an error when it does not give one of them */
  pick(eligible: readonly FakeTarget[], { revision = 0, maxWeight, ...facts }: Pick = {}): FakeTarget {
    const call = Object.freeze(callFacts({ startedAt: this.now, ...facts }))
    const largest = maxWeight ?? Math.max(...eligible.map(({ weight }) => weight))
    // Of a list for one pick it may not be known.
    const hasOnePriority =
      revision > 0 && eligible.every(({ priority }) => priority === eligible[0]?.priority)
    this.#view.show([...eligible], revision, { maxWeight: largest, hasOnePriority })
    const picked: unknown = mustNotThrow(`${this.name}: pick`, () =>
      this.#strategy.pick(this.#view, call, this.now),
    )
    this.#view.show([], 0)
    return this.#candidate(picked, eligible)
  }

  /** Begins an attempt on a target that was picked. */
  start(target: FakeTarget, { revision: _revision, maxWeight: _maxWeight, ...facts }: Pick = {}): void {
    const call = Object.freeze(callFacts({ startedAt: this.now, ...facts }))
    target.set({ inFlight: target.inFlight + 1 })
    const measurement = mustNotThrow(`${this.name}: meter.started`, () =>
      this.#strategy.meter?.started?.(target, call, this.now),
    )
    this.#checkMeasurement(measurement)
    this.running.push({ target, awaitsContent: call.streaming, measurement })
  }

  /** The first content of a running attempt comes, by its place in `running`, when it is a stream that has given none yet. */
  giveContent(place: number): void {
    const attempt = this.running[place]
    if (attempt?.awaitsContent !== true) return
    attempt.awaitsContent = false
    mustNotThrow(`${this.name}: the measurement's firstContent`, () =>
      attempt.measurement?.firstContent?.(this.now),
    )
  }

  /** Ends a running attempt, by its place in `running`. A stream that succeeds has given its first content by then. */
  end(place: number, outcome: Outcome): void {
    if (outcome.type === 'success') this.giveContent(place)
    const [attempt] = this.running.splice(place, 1)
    if (attempt === undefined) return
    const { target, measurement } = attempt
    target.set({ inFlight: target.inFlight - 1 })
    mustNotThrow(`${this.name}: the measurement's finished`, () => measurement?.finished(outcome, this.now))
  }

  /** Ends every running attempt, the last one that began first. */
  endAll(outcome: Outcome): void {
    while (this.running.length > 0) this.end(this.running.length - 1, outcome)
  }

  /** Tells the strategy that a target has left its balancer. */
  forget(target: TargetState): void {
    mustNotThrow(`${this.name}: forget`, () => this.#strategy.forget?.(target))
  }

  /** What the strategy's meter says of a target, for a call where one is given; undefined without a meter. */
  loadOf(target: TargetState, call?: CallFacts): number | undefined {
    const load: unknown = mustNotThrow(`${this.name}: meter.load`, () =>
      this.#strategy.meter?.load(target, this.now, call),
    )
    if (load === undefined && this.#strategy.meter === undefined) return undefined
    demand(
      typeof load === 'number' && !Number.isNaN(load),
      `${this.name}: meter.load must give a number that others can be compared with, got ${describe(load)}`,
    )
    return load
  }

  #checkMeasurement(measurement: unknown): void {
    demand(
      measurement === undefined ||
        typeof (Object(measurement) as Partial<Measurement>).finished === 'function',
      `${this.name}: meter.started must give undefined or a measurement with \`finished\`, got ${describe(measurement)}`,
    )
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

function describe(value: unknown): string {
  return typeof value === 'number' || value === null ? String(value) : typeof value
}
