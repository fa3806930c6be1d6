import type { Target } from '../targets/target.ts'
import { mayTryBlocked } from './last-resort.ts'
import { mayCall, type Wanted } from './pick.ts'
import type { Waiting } from './place.ts'
import type { Run } from './run.ts'
import { isServable, soonestTarget } from './soonest.ts'

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
    const { filter, tried } = this.#run
    if (tried.size === 0) return filter.key
    return [filter.key, ...[...tried.keys()].map(({ id }) => id)].join(' ')
  }

  isReady(): boolean {
    if (this.#run.failed.length === 0) return true
    return !this.#isOfOne && soonestTarget(this.#run, 'untried') !== undefined
  }

  canBeServed(): boolean {
    const { wanted } = this
    return isServable(this.#run, wanted) || mayTryBlocked(this.#run, wanted)
  }

  mayYetBeServed(): boolean {
    const run = this.#run
    const mayServe = (target: Target<Client>): boolean =>
      target.isActive && mayCall(run, target, this.#wanted)
    return soonestTarget(run, 'untried') !== undefined || [...run.tried.keys()].some(mayServe)
  }

  close(): void {
    this.#run.close()
  }
}
