import type { Balancer, Clock, RunOptions } from '@llm-balancer/core'
import { systemClock } from '@llm-balancer/core'
import {
  checkFunction,
  checkText,
  hasMethods,
  numberWithin,
  readOptions,
  readProperty,
  type OptionTable,
} from '@llm-balancer/core/options'
import type { BridgeTarget } from './bridge-target.ts'
import type { BridgedRequest } from './bridged-request.ts'
import { BridgeMemory } from './conversation/bridge-memory.ts'
import { AnswerLocations } from './answer-locations.ts'
import { Misfits } from './misfits.ts'

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
  /** Sets the one timer there is: for a stream that has given its finish and stays open. @default the system's clock */
  readonly clock?: Clock | undefined
}

/** A bridge's balancer and settings, checked, and what it remembers. */
export interface BridgeState {
  readonly balancer: Balancer<BridgeTarget>
  readonly runOptions: (request: BridgedRequest) => Omit<RunOptions, 'signal'>
  readonly home: string | undefined
  readonly maxResponseBytes: number
  readonly now: () => number
  readonly clock: Clock
  readonly answerLocations: AnswerLocations
  readonly misfits: Misfits
  readonly memory: BridgeMemory
}

const table: OptionTable<BridgeOptions> = {
  runOptions: [checkFunction, () => ({})],
  home: [checkText],
  maxResponseBytes: [numberWithin({ min: 0, max: Infinity, above: true }), 32 * 1024 * 1024],
  now: [checkFunction, () => systemClock.now()],
  clock: [hasMethods('now', 'schedule'), systemClock],
}

/** Answers whose targets are remembered. */
const mostAnswers = 10_000

/** @throws TypeError or RangeError naming an option that is unknown or wrong */
export function openBridge(balancer: Balancer<BridgeTarget>, options: BridgeOptions): BridgeState {
  if (typeof readProperty(balancer, 'runWithTrail') !== 'function')
    throw new TypeError('bridge: the first argument must be a balancer; make one with createBalancer()')
  const read = readOptions('bridge', options, table) as Pick<BridgeState, keyof BridgeOptions>
  return {
    ...read,
    balancer,
    answerLocations: new AnswerLocations(mostAnswers),
    misfits: Misfits.among(balancer),
    memory: new BridgeMemory(),
  }
}
