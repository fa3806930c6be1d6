import type { Guard } from '../contracts/guard.ts'
import type { TargetView } from '../contracts/target.ts'
import { checkGuards } from '../options/shape-checks.ts'
import type { Clock } from '../time/clock.ts'
import type { AvailabilityIndex } from './availability-index.ts'
import { ProtectedGuard } from './protected-guard.ts'
import type { Reporter } from './reporter.ts'
import type { Target } from './target.ts'

/** Gives the guards of a target that has none of its own. */
export type MakeGuards = (target: TargetView) => readonly Guard[]

/** What a {@link GuardWatch} is given by its balancer. */
export interface GuardWatchSettings {
  readonly clock: Clock
  readonly reporter: Reporter
  readonly guards: MakeGuards | undefined
}

/** The guards of the targets of a balancer, and what it hears of them and of groups. */
export class GuardWatch<Client> {
  readonly #settings: GuardWatchSettings
  readonly #index: AvailabilityIndex<Client>
  /** Ends what is heard of a target's guards and its group. */
  readonly #ends = new Map<Target<Client>, () => void>()
  /** How many targets may be tried although a guard blocks them. */
  #triable = 0

  constructor(settings: GuardWatchSettings, index: AvailabilityIndex<Client>) {
    this.#settings = settings
    this.#index = index
  }

  /** True when a guard of any target, or of one inside a group, may give a permit for a trial. */
  get mayTry(): boolean {
    return this.#triable > 0
  }

  /**
   * The guards that a target is given: its own, or those that the balancer makes for it.
   *
   * @throws what the function that makes them throws, TypeError when it gives anything but a list of guards
   */
  guardsFor({ state, id }: Target<Client>, own: readonly Guard[] | undefined): readonly Guard[] {
    const { guards: make, reporter } = this.#settings
    if (own !== undefined || make === undefined) return own ?? []
    const made: unknown = make(state)
    reporter.watch('guards', made)
    return checkGuards('guards()', made, `target "${id}"`) as readonly Guard[]
  }

  /** Gives a target these guards, and hears of them from now on. */
  listen(target: Target<Client>, guards: readonly Guard[]): void {
    this.#ends.get(target)?.()
    const { reporter, clock } = this.#settings
    target.guards = guards.map((guard) => new ProtectedGuard(guard, reporter))
    this.#countTrial(target, target.group !== undefined || target.guards.some((guard) => guard.hasTrial))
    const ask = (): void => {
      target.trialPause.allowed()
      this.#index.ask(target, clock.now())
    }
    const ends = target.guards.map((guard) => guard.onChange(ask))
    const endGroup = target.group?.onChange(ask)
    this.#ends.set(target, () => {
      this.#index.forgetGuards(target)
      for (const end of ends) end()
      endGroup?.()
    })
  }

  /** A target has left. */
  end(target: Target<Client>): void {
    this.#ends.get(target)?.()
    this.#ends.delete(target)
    this.#countTrial(target, false)
  }

  /** The balancer is closed: guards and groups that live on no longer hold it. */
  close(): void {
    for (const end of this.#ends.values()) end()
    this.#ends.clear()
  }

  #countTrial(target: Target<Client>, hasTrial: boolean): void {
    this.#triable += Number(hasTrial) - Number(target.hasTrial)
    target.hasTrial = hasTrial
  }
}
