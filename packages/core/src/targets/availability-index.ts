import type { CallFacts } from '../contracts/call.ts'
import { EarliestTime } from './earliest-time.ts'
import { GuardOwners } from './guard-owners.ts'
import type { Reporter } from './reporter.ts'
import { Selection } from './selection.ts'
import type { Target } from './target.ts'
import { WordIndex } from './word-index.ts'

/** A filter that calls share, so that its targets are kept as a list of their own. */
export interface SharedFilter<Client> {
  /** The same for the same filter. */
  readonly key: string
  /** It accepts only targets that have one of these words as their id or as a tag. @default any */
  readonly words?: readonly string[] | undefined
  accepts(target: Target<Client>): boolean
}

/** So many lists of filters are kept; the one that was used longest ago goes first. */
const mostSelections = 64

type Writable<Type> = { -readonly [Key in keyof Type]: Type[Key] }

/**
 * Which targets may take a call now, kept up to date, so that a pick does not depend on how many there are. A target is asked
 * anew when an attempt begins or ends on it, when its guard or its group says that something has changed, when its settings or
 * its cooldown have, and when its time has come. What depends on the call is asked of the chosen one at the pick.
 */
export class AvailabilityIndex<Client> {
  readonly #reporter: Reporter
  readonly #all: Selection<Client>
  readonly #shared = new Map<string, Selection<Client>>()
  /** The one of them that was used last. */
  #latest: { readonly key: string; readonly selection: Selection<Client> } | undefined
  readonly #active = new Set<Target<Client>>()
  readonly #words = new WordIndex<Client>()
  /** Why listeners were last told that a target is blocked. */
  readonly #toldReason = new Map<Target<Client>, string>()
  /** Blocked targets with a guard that does not say when it changes, or that has just failed: they are asked at every pick. */
  readonly #silent = new Set<Target<Client>>()
  /** Blocked targets on which the end of an attempt may make room. */
  readonly #full = new Set<Target<Client>>()
  readonly #owners = new GuardOwners<Client>()
  readonly #listeners = new Set<() => void>()
  /** What targets are asked about while there is no call: one without any tokens. */
  readonly #call: Writable<CallFacts> = {
    inputTokens: 0,
    outputTokens: 0,
    affinityKey: undefined,
    attempt: 1,
    startedAt: 0,
    streaming: false,
  }
  readonly #trialTime = new EarliestTime<Client>((target, now) => target.trialNotBefore(now, this.#call))
  readonly #callTime = new EarliestTime<Client>((target, now) => target.callableAt(now, this.#call))
  #revision = 0
  #isNotifying = false
  /** True when something has changed since the listeners were told last. */
  #isStale = false

  constructor(reporter: Reporter) {
    this.#reporter = reporter
    this.#all = this.#newSelection(() => true)
  }

  /** The active targets that pass a filter; all of them without one. */
  select(filter?: SharedFilter<Client>): Selection<Client> {
    if (filter === undefined) return this.#all
    // A run asks for the same one several times in a row.
    if (filter.key === this.#latest?.key) return this.#latest.selection
    const known = this.#shared.get(filter.key)
    // The one that was used last is the last one to go.
    if (known !== undefined) this.#shared.delete(filter.key)
    const selection =
      known ??
      this.#fill(
        this.#newSelection((target) => filter.accepts(target)),
        filter.words,
      )
    this.#shared.set(filter.key, selection)
    if (this.#shared.size > mostSelections) {
      const [oldest] = this.#shared.keys()
      if (oldest !== undefined) this.#shared.delete(oldest)
    }
    this.#latest = { key: filter.key, selection }
    return selection
  }

  /** The blocked targets that say no time, and on which the end of an attempt may make room. */
  get full(): Iterable<Target<Client>> {
    return this.#full
  }

  /** Asks the targets whose time has come. Call it before a pick. */
  refresh(now: number): void {
    for (;;) {
      const target = this.#all.blocked.first
      if (target === undefined || target.comesBackAt > now) break
      this.ask(target, now)
    }
    for (const target of this.#silent) this.ask(target, now)
  }

  /** Asks one target; true while it is blocked. */
  ask(target: Target<Client>, now: number): boolean {
    this.#call.startedAt = now
    const at = target.isActive ? target.availableAt(now, this.#call) : Infinity
    // Its guard, or a listener that was told of a fault of the guard, may have removed it meanwhile.
    if (!target.isActive) {
      this.#leave(target)
      return true
    }
    const isBlocked = !(at <= now)
    const comesBackAt = isBlocked ? at : 0
    const hasChanged = !target.isListed || target.comesBackAt !== comesBackAt
    if (hasChanged) {
      this.#active.add(target)
      target.isListed = true
      target.comesBackAt = comesBackAt
      this.#place(target, isBlocked ? 'blocked' : 'available')
      this.#owners.note(target, isBlocked)
    }
    if (isBlocked) {
      // What is true inside a group is asked there.
      const isGroup = target.group !== undefined
      this.#trialTime.note(isGroup ? now : target.trialNotBefore(now, this.#call))
      this.#callTime.note(isGroup || (target.isHeld && !target.isExhausted) ? now : at)
    }
    if (at === Infinity && target.awaitsAttempt) this.#full.add(target)
    else this.#full.delete(target)
    if (isBlocked && target.isSilent) this.#silent.add(target)
    else this.#silent.delete(target)
    // One that is available, and was not told to be blocked, is no news.
    if ((isBlocked || this.#toldReason.size > 0) && this.#isHeard) this.#tell(target, now)
    if (hasChanged) this.#notify()
    return isBlocked
  }

  /** Asks a target, and those that share its guards, because an attempt on it has ended. */
  askAfterAttempt(target: Target<Client>, now: number): void {
    this.ask(target, now)
    for (const other of this.#owners.blockedWith(target)) this.ask(other, now)
  }

  /** A target has come, or its settings or guards have changed. */
  change(target: Target<Client>, now: number): void {
    this.#words.put(target)
    this.#owners.add(target)
    this.#owners.note(target, target.comesBackAt > 0)
    this.ask(target, now)
    this.replace(target)
    this.#all.touch(target)
    for (const selection of this.#shared.values()) selection.touch(target)
  }

  /** Puts a target where it belongs, because what filters look at has changed. */
  replace(target: Target<Client>): void {
    if (target.isListed) this.#place(target, placeOf(target))
  }

  /** A target no longer has these guards. */
  forgetGuards(target: Target<Client>): void {
    this.#owners.delete(target)
  }

  /** Clock time before which no blocked target may be tried, whatever the call; Infinity when none may. */
  trialNotBefore(now: number): number {
    return this.#trialTime.of(this.#all.blocked.items, now)
  }

  /** Clock time before which more than its window is against every blocked target, whatever the call. */
  callableAt(now: number): number {
    return this.#callTime.of(this.#all.blocked.items, now)
  }

  /** True while a target is blocked that does not say when that changes. */
  get isSilent(): boolean {
    return this.#silent.size > 0
  }

  /** Calls `listener` when a target has become available or blocked. The returned function ends it. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #leave(target: Target<Client>): void {
    this.#words.delete(target)
    if (!this.#active.delete(target)) return
    target.isListed = false
    this.#silent.delete(target)
    this.#full.delete(target)
    this.#toldReason.delete(target)
    this.#owners.note(target, false)
    this.#place(target, 'gone')
    this.#notify()
  }

  /** Listeners may ask targets themselves: what changes by that is told once more, and not for ever. */
  #notify(): void {
    this.#isStale = true
    if (this.#isNotifying) return
    this.#isNotifying = true
    try {
      for (let round = 0; round < 2 && this.#isStale; round += 1) {
        this.#isStale = false
        for (const listener of this.#listeners) listener()
      }
    } finally {
      this.#isNotifying = false
    }
  }

  #place(target: Target<Client>, where: 'available' | 'blocked' | 'gone'): void {
    this.#all.place(target, where)
    for (const selection of this.#shared.values()) selection.place(target, where)
  }

  /** True when listeners want to know which targets are blocked. */
  get #isHeard(): boolean {
    return this.#reporter.hears('target-blocked') || this.#reporter.hears('target-available')
  }

  /** Tells listeners that a target has become blocked, for another reason, or available. */
  #tell(target: Target<Client>, now: number): void {
    // A window or a bound that is full is load, like any other; it is not told.
    const block = target.guardedUntil(now, this.#call) <= now ? undefined : target.blockOf(now, this.#call)
    const told = this.#toldReason.get(target)
    if (block === undefined) {
      if (this.#toldReason.delete(target)) this.#reporter.emit('target-available', { targetId: target.id })
    } else if (told !== block.reason) {
      const { reason, until } = block
      this.#toldReason.set(target, reason)
      this.#reporter.emit('target-blocked', { targetId: target.id, reason, until })
    }
  }

  #newSelection(accepts: (target: Target<Client>) => boolean): Selection<Client> {
    const nextRevision = (): number => (this.#revision += 1)
    return new Selection(accepts, nextRevision)
  }

  #fill(selection: Selection<Client>, words?: readonly string[]): Selection<Client> {
    const targets = words === undefined ? this.#active : this.#words.of(words, this.#active)
    for (const target of targets) if (target.isListed) selection.place(target, placeOf(target))
    return selection
  }
}

function placeOf<Client>(target: Target<Client>): 'available' | 'blocked' {
  return target.comesBackAt === 0 ? 'available' : 'blocked'
}
