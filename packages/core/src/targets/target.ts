import type { CallFacts } from '../contracts/call.ts'
import type { TargetGroup } from '../contracts/target-group.ts'
import type { TargetOptions, TargetUpdate } from '../contracts/target-options.ts'
import type { TargetState, TargetView } from '../contracts/target.ts'
import type { AttemptTimeouts } from '../contracts/timeouts.ts'
import { defined } from '../options/defined.ts'
import { CallWindow } from './call-window.ts'
import { Cooldown } from './cooldown.ts'
import { groupOf, type Group } from './group.ts'
import type { KeyState } from './key-state.ts'
import type { LearntLimits } from './learnt-limits.ts'
import { LearntTime } from './learnt-time.ts'
import { LiveState, unusedValues, type LiveValues } from './live-state.ts'
import type { ProtectedGuard } from './protected-guard.ts'
import { TargetCounters } from './target-counters.ts'
import { changedSettings, settingsOf } from './target-settings.ts'
import { TrialPause } from './trial-pause.ts'

/** Why a target may not take a call, and until when. */
export interface Block {
  readonly state: 'cooling' | 'quarantined' | 'blocked'
  readonly reason: string
  /** Clock time in ms; Infinity when only an event can tell. */
  readonly until: number
}

const none: readonly never[] = []

/** A target with everything that its balancer keeps of it. */
export class Target<Client> {
  readonly id: string
  /** What strategies see of it. */
  readonly state: TargetState
  /** Blocks this target alone. */
  readonly own: Cooldown = new Cooldown()
  /** The list that it belongs to, and what it shares with the other targets of its key. Both are set when it is added. */
  declare list: object
  declare key: KeyState<Target<Client>>
  #guards: readonly ProtectedGuard[] = none
  /** True when one of its guards, or of those inside its group, may give a permit for a trial. */
  hasTrial = false
  readonly window: CallWindow = new CallWindow()
  readonly learnt: LearntTime = new LearntTime()
  readonly counters: TargetCounters = new TargetCounters()
  /** True when its latest outcome, neutral ones aside, was a failure. */
  isFailing = false
  removing = false
  /** True while the index has it. Kept by the index, for which a set would be one more thing to look up. */
  isListed = false
  /** Clock time at which it is asked anew whether it is available; 0 while it is. Kept by the index. */
  comesBackAt: number = Infinity
  readonly trialPause: TrialPause = new TrialPause()
  readonly #values: LiveValues
  /** Attempts of which nothing has come yet. */
  #unanswered = 0
  #options: Pick<TargetOptions<Client>, 'client' | 'timeouts' | 'maxAttempts'>

  constructor(options: TargetOptions<Client>, order: number) {
    const { id } = options
    this.id = id
    this.#values = {
      ...unusedValues(),
      owner: this,
      settings: settingsOf(id, options),
      group: groupOf(options.client),
    }
    this.state = new LiveState(id, order, this.#values)
    this.#options = options
    this.window.concurrency = options.concurrency ?? Infinity
  }

  get settings(): TargetView {
    return this.#values.settings
  }

  /** Asked before every attempt on it. */
  get guards(): readonly ProtectedGuard[] {
    return this.#guards
  }

  set guards(guards: readonly ProtectedGuard[]) {
    this.#guards = guards
    this.#values.limiters = guards.filter((guard) => guard.hasHeadroom)
  }

  /** Those of its guards that keep limits. */
  get limiters(): readonly ProtectedGuard[] {
    return this.#values.limiters
  }

  get client(): Client | TargetGroup<Client> {
    return this.#options.client
  }

  /** The group behind this target, when its client is a balancer. */
  get group(): Group<Client> | undefined {
    return this.#values.group as Group<Client> | undefined
  }

  /** True when it has clocks of its own. */
  get hasTimeouts(): boolean {
    return this.#options.timeouts !== undefined
  }

  get timeouts(): AttemptTimeouts {
    return this.#options.timeouts ?? {}
  }

  /** Most attempts that one run makes on it. */
  get maxAttempts(): number {
    return this.#options.maxAttempts ?? Infinity
  }

  get inFlight(): number {
    return this.#values.inFlight
  }

  /** What its vendor reports of its limits. */
  get limits(): LearntLimits {
    return this.#values.limits
  }

  /** An attempt begins on it. Gives what it counts against besides; give that back at its end. */
  begin(now: number): KeyState<Target<Client>> {
    this.#values.inFlight += 1
    this.#unanswered += 1
    this.key.inFlight += 1
    this.window.began(this.inFlight, now)
    this.counters.begin(now)
    return this.key
  }

  /** The first content of a stream has come. */
  answers(): void {
    this.#unanswered -= 1
  }

  /** An attempt on it has ended. @param answered whether its first content was told before */
  end(key: KeyState<Target<Client>>, answered: boolean): void {
    this.#values.inFlight -= 1
    if (!answered) this.#unanswered -= 1
    key.inFlight -= 1
  }

  /** True when it may be picked while nothing blocks it: not being removed, and with a weight above 0. */
  get isActive(): boolean {
    return !this.removing && this.settings.weight > 0
  }

  /** Changes the settings that are given, and keeps the others. */
  update(update: TargetUpdate<Client>): void {
    const { client = this.client, timeouts, maxAttempts, concurrency = this.window.concurrency } = update
    this.window.concurrency = concurrency
    this.#values.settings = changedSettings(this.settings, update)
    this.#options = { ...this.#options, client, ...defined({ timeouts, maxAttempts }) }
    this.#values.group = groupOf(client)
  }

  /** Takes these settings in place of all that it has. Gives what undoes it. */
  replace(options: TargetOptions<Client>): () => void {
    const { settings } = this
    const before = this.#options
    const { concurrency } = this.window
    this.#take(options, settingsOf(this.id, options))
    return () => {
      this.#take({ ...before, concurrency }, settings)
    }
  }

  #take(options: Omit<TargetOptions<Client>, 'id'>, settings: TargetView): void {
    this.window.concurrency = options.concurrency ?? Infinity
    this.#values.settings = settings
    this.#options = options
    this.#values.group = groupOf(options.client)
  }

  /** True unless the call is known to be too long for it. */
  fits(call: CallFacts): boolean {
    return call.inputTokens + call.outputTokens <= (this.settings.contextWindow ?? Infinity)
  }

  /** Clock time from which a call may be admitted: the latest of its cooldowns, its guards, its group, its bounds and its window. */
  availableAt(now: number, call: CallFacts): number {
    const at = this.#until('availableAt', now, call)
    return at <= now && (this.isExhausted || this.isHeld) ? Infinity : at
  }

  /** {@link availableAt} without the window, or those inside its group: a call may be made then that cannot wait. */
  callableAt(now: number, call: CallFacts): number {
    return this.isExhausted ? Infinity : this.#until('callableAt', now, call)
  }

  /** {@link callableAt} without its user's bounds: what is left is not load, but a reason. */
  guardedUntil(now: number, call: CallFacts): number {
    return this.#until('guardedUntil', now, call)
  }

  /** True when a guard, or a group, does not say that its answer has changed. */
  get isSilent(): boolean {
    return this.guards.some((guard) => guard.isSilent) || this.group?.isSilent === true
  }

  /** Clock time at which an attempt on it began last. */
  get lastBegunAt(): number {
    return this.counters.lastAttemptAt ?? -Infinity
  }

  /** True when its window has no room. A group's own targets have windows. */
  get isHeld(): boolean {
    return this.group === undefined && this.window.isFull(this.inFlight)
  }

  /** True when its user allows no further attempt, on it or on its pool. */
  get isExhausted(): boolean {
    return this.key.isExhausted || this.window.isExhausted(this.inFlight)
  }

  /** True when the end of an attempt may make room on it. */
  get awaitsAttempt(): boolean {
    return this.inFlight > 0 || this.key.isExhausted
  }

  /** Clock time from which a run may try it although its circuit, or all those inside its group, block it; Infinity when none may. */
  trialAt(now: number, call: CallFacts): number {
    if (this.#noTrialUntil > now || this.isExhausted) return Infinity
    const { group } = this
    if (group !== undefined) return group.trialAt(now, call)
    return this.hasTrial && this.#unanswered === 0 ? now : Infinity
  }

  /** Clock time before which {@link trialAt} need not be asked; it may still say Infinity then. */
  trialNotBefore(now: number, call: CallFacts): number {
    return this.#noTrialUntil > now ? this.#noTrialUntil : this.trialAt(now, call)
  }

  /** What blocks it now, if anything. */
  blockOf(now: number, call: CallFacts): Block | undefined {
    const until = this.availableAt(now, call)
    if (until <= now) return undefined
    const cooldown = this.key.cooldown.until >= this.own.until ? this.key.cooldown : this.own
    if (cooldown.until > now) return { state: cooldown.state, reason: cooldown.reason, until }
    const guard = this.guards.find((one) => one.availableAt(now, call) > now)
    return { state: 'blocked', reason: guard?.name ?? this.#fullness, until }
  }

  get #fullness(): string {
    if (this.key.isExhausted) return 'concurrency of its pool reached'
    if (this.isExhausted) return 'concurrency reached'
    return this.isHeld ? 'window full' : 'group unavailable'
  }

  get #noTrialUntil(): number {
    return Math.max(this.trialPause.until, this.own.until, this.key.cooldown.until)
  }

  /** The latest of its cooldowns, its guards, and what its group says. */
  #until(asked: 'availableAt' | 'callableAt' | 'guardedUntil', now: number, call: CallFacts): number {
    let at = Math.max(this.own.until, this.key.cooldown.until)
    for (const guard of this.guards) at = Math.max(at, guard.availableAt(now, call))
    const { group } = this
    return group === undefined ? at : Math.max(at, group[asked](now, call))
  }
}
