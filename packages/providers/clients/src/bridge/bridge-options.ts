import type { Balancer, RunOptions } from '@llm-balancer/core'
import { systemClock } from '@llm-balancer/core'
import { checkKnown, checkOptionalFunction, checkPositive, checkText } from '@llm-balancer/provider'
import type { BridgeTarget } from './bridge-target.ts'
import type { BridgedRequest } from './bridged-request.ts'
import { Whereabouts } from './whereabouts.ts'

/** Settings of `bridge` and `balanced`. */
export interface BridgeOptions {
  /** What the run of a request may ask for: a pin, a filter, a deadline, an affinity key. @default nothing */
  readonly runOptions?: ((request: BridgedRequest) => Omit<RunOptions, 'signal'>) | undefined
  /**
   * The id of the target that serves what lives at one account: files, batches, lists of models, uploads.
   *
   * @default the balancer's first
   */
  readonly home?: string | undefined
  /** Largest JSON answer that is read, in bytes. @default 33 554 432 (32 MiB) */
  readonly maxResponseBytes?: number | undefined
  /** Unix time in ms, for dates in headers. @default the system's clock */
  readonly now?: (() => number) | undefined
}

/** A bridge's balancer and settings, checked, and what it remembers. */
export interface BridgeState {
  readonly balancer: Balancer<BridgeTarget>
  readonly runOptions: (request: BridgedRequest) => Omit<RunOptions, 'signal'>
  readonly home: string | undefined
  readonly maxResponseBytes: number
  readonly now: () => number
  readonly whereabouts: Whereabouts
}

const defaults = { maxResponseBytes: 32 * 1024 * 1024 }

/** Answers whose targets are remembered. */
const mostAnswers = 10_000

/** @throws TypeError or RangeError naming an option that is unknown or wrong */
export function openBridge(balancer: Balancer<BridgeTarget>, options: BridgeOptions): BridgeState {
  checkKnown('bridge', options, ['runOptions', 'home', 'maxResponseBytes', 'now'])
  const { runOptions, home, now } = options
  const { runWithTrail } = Object(balancer) as Partial<Balancer<BridgeTarget>>
  if (typeof runWithTrail !== 'function')
    throw new TypeError('bridge: the first argument must be a balancer; make one with createBalancer()')
  checkOptionalFunction('bridge', 'runOptions', runOptions)
  checkOptionalFunction('bridge', 'now', now)
  if (home !== undefined) checkText('bridge', 'home', home)
  const limit = checkPositive('bridge', 'maxResponseBytes', options.maxResponseBytes)
  return {
    balancer,
    runOptions: runOptions ?? (() => ({})),
    home,
    maxResponseBytes: limit ?? defaults.maxResponseBytes,
    now: now ?? (() => systemClock.now()),
    whereabouts: new Whereabouts(mostAnswers),
  }
}
