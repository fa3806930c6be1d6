import type { Guard } from '../contracts/guard.ts'
import type { Target } from './target.ts'

/** The targets of one guard, and those of them that are blocked. */
interface Owners<Client> {
  readonly all: Set<Target<Client>>
  readonly blocked: Set<Target<Client>>
}

/** Which targets share a guard: what ends on one of them may make room for the others. */
export class GuardOwners<Client> {
  readonly #owners = new Map<Guard, Owners<Client>>()
  /** How many blocked targets all owners have together: most of the time none, and nothing has to be looked up. */
  #blocked = 0

  /** A target has these guards from now on. */
  add(target: Target<Client>): void {
    for (const { source } of target.guards) {
      const owners: Owners<Client> = this.#owners.get(source) ?? { all: new Set(), blocked: new Set() }
      this.#owners.set(source, owners)
      owners.all.add(target)
    }
  }

  /** A target no longer has these guards. */
  delete(target: Target<Client>): void {
    for (const { source } of target.guards) {
      const owners = this.#owners.get(source)
      if (owners === undefined) continue
      owners.all.delete(target)
      this.#change(owners.blocked, target, false)
      if (owners.all.size === 0) this.#owners.delete(source)
    }
  }

  /** A target has become blocked, or available. */
  note(target: Target<Client>, isBlocked: boolean): void {
    for (const { source } of target.guards) {
      const blocked = this.#owners.get(source)?.blocked
      if (blocked !== undefined) this.#change(blocked, target, isBlocked)
    }
  }

  /** The blocked targets that share a guard with this one. */
  blockedWith(target: Target<Client>): readonly Target<Client>[] {
    let others: readonly Target<Client>[] = none
    if (this.#blocked === 0) return others
    for (const { source } of target.guards) {
      const owners = this.#owners.get(source)
      if (owners === undefined || owners.all.size < 2 || owners.blocked.size === 0) continue
      others = [...others, ...owners.blocked].filter((other) => other !== target)
    }
    return others
  }

  #change(blocked: Set<Target<Client>>, target: Target<Client>, isBlocked: boolean): void {
    this.#blocked -= blocked.size
    if (isBlocked) blocked.add(target)
    else blocked.delete(target)
    this.#blocked += blocked.size
  }
}

const none: readonly never[] = []
