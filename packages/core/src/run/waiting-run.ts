import type { Target } from '../targets/target.ts'
import { isTrialTime, mayTryBlocked } from './last-resort.ts'
import { mayCall, type Wanted } from './pick.ts'
import type { Waiting } from './place.ts'
import type { Run } from './run.ts'
import { hasAvailable, hasUntried, isServable } from './servable.ts'

/** What a waiting run waits for: a target that it has not called, also one that it may call again, or only one of those. */
export type WaitedFor<Client> = Exclude<Wanted<Client>, 'sound'>

/** How long a run waits, in clock time in ms. */
export interface WaitTimes {
  /** Before it no target is called again. */
  readonly notBefore: number
  /** A call that begins later is cut off by the deadline: it would only take a place from others. */
  readonly lastStart: number
  readonly giveUpAt: number
}

/** Which of the runs that wait go first: lower numbers do. */
export const priorityOf = <Client>({ options }: Run<Client>): number => options.priority ?? 0

/** Runs with the same text wait for the same targets: they have the same filter, and have called the same ones. */
export function laneOf<Client>({ filter, tried }: Run<Client>): string {
  if (tried.size === 0) return filter.key
  return [filter.key, ...[...tried.keys()].map(({ id }) => id)].join(' ')
}

/** A run, as the queue sees it while it waits. */
export class WaitingRun<Client> implements Waiting {
  readonly priority: number
  readonly notBefore: number
  readonly giveUpAt: number
  readonly lastStart: number
  readonly #run: Run<Client>
  readonly #wanted: WaitedFor<Client>
  readonly #isOfOne: boolean
  /** True while only a target may take it that it has not called. */
  #isEarly: boolean

  constructor(run: Run<Client>, wanted: WaitedFor<Client>, { notBefore, lastStart, giveUpAt }: WaitTimes) {
    this.priority = priorityOf(run)
    this.notBefore = notBefore
    this.lastStart = lastStart
    this.giveUpAt = giveUpAt
    this.#run = run
    this.#wanted = wanted
    this.#isOfOne = typeof wanted === 'object'
    this.#isEarly = run.failed.length > 0 && !this.#isOfOne
  }

  /** What it waits for at this moment. */
  get wanted(): WaitedFor<Client> {
    if (this.#isEarly && this.#run.engine.clock.now() >= this.notBefore) this.#isEarly = false
    return this.#isEarly ? 'untried' : this.#wanted
  }

  lane(): string {
    const lane = laneOf(this.#run)
    return typeof this.#wanted === 'object' ? `${lane} of ${this.#wanted.id}` : lane
  }

  isLaneOpen(): boolean {
    const [run, wanted] = [this.#run, this.#wanted]
    const isOpen = typeof wanted === 'object' ? wanted.comesBackAt === 0 : hasAvailable(run)
    return isOpen || isTrialTime(run)
  }

  isReady(): boolean {
    if (this.#run.failed.length === 0) return true
    return !this.#isOfOne && hasUntried(this.#run)
  }

  canBeServed(): boolean {
    const { wanted } = this
    return isServable(this.#run, wanted) || mayTryBlocked(this.#run, wanted)
  }

  mayYetBeServed(): boolean {
    const run = this.#run
    const mayServe = (target: Target<Client>): boolean =>
      target.isActive && mayCall(run, target, this.#wanted)
    return hasUntried(run) || [...run.tried.keys()].some(mayServe)
  }

  close(): void {
    this.#run.close()
  }
}
