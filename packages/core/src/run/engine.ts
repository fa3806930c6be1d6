import type { Acceptable } from '../contracts/acceptable.ts'
import type { Classify } from '../contracts/classify.ts'
import type { Backoff, RetryBudget } from '../contracts/retry.ts'
import type { Strategy } from '../contracts/strategy.ts'
import type { AttemptTimeouts } from '../contracts/timeouts.ts'
import type { CandidateView } from '../strategies/candidate-view.ts'
import type { CooldownTimes } from '../targets/cooldown.ts'
import type { Reporter } from '../targets/reporter.ts'
import type { TargetList } from '../targets/target-list.ts'
import type { Clock } from '../time/clock.ts'
import type { Random } from '../time/random.ts'
import type { HedgeSettings } from './hedge-settings.ts'
import type { Hedging } from './hedging.ts'
import type { RunRegistry } from './run-registry.ts'
import type { Trials } from './trials.ts'
import type { WaitingQueue } from './waiting-queue.ts'

/** How often and how soon a run tries again. */
export interface RetrySettings {
  /** Most attempts in all; undefined when each target may be tried once. */
  readonly maxAttempts: number | undefined
  readonly attemptsPerTarget: number
  readonly backoff: Backoff
  readonly budget: RetryBudget | false
  readonly maxWaitMs: number
  readonly waitForBlocked: boolean
  readonly failoverOnContentPolicy: boolean
}

/** How long, and how many at a time, runs wait for a target. */
export interface WaitingOptions {
  readonly maxWaitMs: number
  readonly maxWaiting: number
}

/** A balancer's settings with every default filled in. */
export interface EngineSettings {
  readonly strategy: Strategy
  readonly retry: RetrySettings
  readonly timeouts: Required<AttemptTimeouts> & {
    readonly deadlineMs: number
    readonly failoverReserveRatio: number
  }
  readonly whenUnavailable: 'fail' | 'least-bad' | WaitingOptions
  /** When runs hedge that do not say it themselves; undefined: they do not. */
  readonly hedge: HedgeSettings | undefined
  readonly cooling: CooldownTimes
  readonly classify: Classify | undefined
  readonly classifyResponse: boolean
  readonly acceptable: Acceptable | undefined
  readonly clock: Clock
  readonly random: Random
}

/** What all runs of one balancer share. */
export interface Engine<Client> extends EngineSettings {
  readonly reporter: Reporter
  readonly targets: TargetList<Client>
  readonly runs: RunRegistry
  readonly queue: WaitingQueue
  readonly trials: Trials
  readonly hedging: Hedging
  /** The strategies that belong to the balancer: one that was replaced may come back. */
  readonly strategies: WeakSet<Strategy>
  /** What picks are made from; undefined while one is being made, for a strategy might start a run of its own. */
  view: CandidateView | undefined
}
