import type { TargetGroup } from '../contracts/target-group.ts'
import type { CallFacts } from '../contracts/call.ts'
import type { Guard } from '../contracts/guard.ts'
import type { TargetState } from '../contracts/target.ts'
import type { AttemptTimeouts } from '../contracts/timeouts.ts'
import type { TargetOptions, TargetUpdate } from '../contracts/target-options.ts'
import type { LimitReport, TokenPrice, TokenUsage } from '../contracts/usage.ts'
import type { FailureKind } from '../errors/failure.ts'
import { groupOf, type Group } from './group.ts'
import { Outage } from './outage.ts'

/** The part of a target that strategies see. One object for the target's whole life; it never holds the client. */
export interface MutableTarget extends TargetState {
  weight: number
  priority: number
  tags: readonly string[]
  cost?: TokenPrice
  contextWindow?: number
  pool?: string
  inFlight: number
  limits: readonly LimitReport[]
  limitsAt: number
}

/** What has happened on a target since it was added. */
export interface TargetCounters {
  attempts: number
  successes: number
  failures: number
  neutral: number
  readonly failuresByKind: Partial<Record<FailureKind, number>>
  lastFailure: { readonly kind: FailureKind; readonly at: number; readonly status?: number } | undefined
  readonly usage: { -readonly [Key in keyof TokenUsage]-?: number }
}

/** A target with everything the balancer keeps of it. */
export class TargetEntry<Client> {
  readonly view: MutableTarget
  readonly guards: readonly Guard[]
  client: Client | TargetGroup<Client>
  /** The group behind this target, when its client is a balancer. */
  group: Group<Client> | undefined
  timeouts: AttemptTimeouts
  maxAttempts: number
  /** What speaks against this target alone. */
  readonly own: Outage = new Outage()
  /** What speaks against its key; shared by the targets of one pool. */
  key: Outage = new Outage()
  removing = false
  /** Called when a target that is being removed has no attempt left. */
  onIdle: (() => void) | undefined
  readonly counters: TargetCounters = {
    attempts: 0,
    successes: 0,
    failures: 0,
    neutral: 0,
    failuresByKind: {},
    lastFailure: undefined,
    usage: { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0, reasoningTokens: 0 },
  }

  constructor(options: TargetOptions<Client>, guards: readonly Guard[]) {
    this.view = {
      id: options.id,
      weight: options.weight ?? 1,
      priority: options.priority ?? 0,
      tags: [...(options.tags ?? [])],
      inFlight: 0,
      limits: [],
      limitsAt: 0,
    }
    this.guards = guards
    this.client = options.client
    this.group = groupOf(options.client)
    this.timeouts = options.timeouts ?? {}
    this.maxAttempts = options.maxAttempts ?? Infinity
    this.#describe(options)
  }

  update(update: TargetUpdate<Client>): void {
    this.view.weight = update.weight ?? this.view.weight
    this.view.priority = update.priority ?? this.view.priority
    this.view.tags = update.tags === undefined ? this.view.tags : [...update.tags]
    this.timeouts = update.timeouts ?? this.timeouts
    this.maxAttempts = update.maxAttempts ?? this.maxAttempts
    if (update.client !== undefined) {
      this.client = update.client
      this.group = groupOf(update.client)
    }
    this.#describe(update)
  }

  /** True unless the call is known to be too long for it. */
  holds({ inputTokens, outputTokens }: CallFacts): boolean {
    const { contextWindow } = this.view
    return contextWindow === undefined || inputTokens + outputTokens <= contextWindow
  }

  /** Clock time from which a call may be admitted: the latest of its outages, its guards, and its group. */
  availableAt(now: number, call: CallFacts): number {
    let at = Math.max(this.own.until, this.key.until)
    for (const guard of this.guards) at = Math.max(at, guard.availableAt(now, call))
    return this.group === undefined ? at : Math.max(at, this.group.availableAt(now, call))
  }

  /** Why it is not available now, in one word or two; undefined when it is. */
  blockedBy(now: number, call: CallFacts): string | undefined {
    if (this.key.until > now && this.key.until >= this.own.until) return this.key.reason
    if (this.own.until > now) return this.own.reason
    const guard = this.guards.find((one) => one.availableAt(now, call) > now)
    if (guard !== undefined) return guard.name
    return (this.group?.availableAt(now, call) ?? 0) > now ? 'group unavailable' : undefined
  }

  reinstate(): void {
    this.own.lift()
    this.key.lift()
    for (const guard of this.guards) guard.reset?.()
  }

  #describe(options: TargetUpdate<Client>): void {
    if (options.cost !== undefined) this.view.cost = { ...options.cost }
    if (options.contextWindow !== undefined) this.view.contextWindow = options.contextWindow
    if (options.pool !== undefined) this.view.pool = options.pool
  }
}
