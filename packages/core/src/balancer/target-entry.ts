import type { CallFacts } from '../contracts/call.ts'
import type { Guard } from '../contracts/guard.ts'
import type { TargetGroup } from '../contracts/target-group.ts'
import type { TargetOptions, TargetUpdate } from '../contracts/target-options.ts'
import type { TargetState } from '../contracts/target.ts'
import type { AttemptTimeouts } from '../contracts/timeouts.ts'
import type { LimitReport, TokenPrice, TokenUsage } from '../contracts/usage.ts'
import type { FailureKind } from '../errors/failure.ts'
import { defined } from '../options/defined.ts'
import { groupOf, type Group } from './group.ts'
import { noCooldown, type Cooldown } from './cooldown.ts'

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
  lastFailure?: { readonly kind: FailureKind; readonly at: number; readonly status?: number }
  readonly usage: { -readonly [Key in keyof TokenUsage]-?: number }
}

/** A target with everything the balancer keeps of it. */
export class TargetEntry<Client> {
  readonly view: MutableTarget
  guards: readonly Guard[] = []
  client: Client | TargetGroup<Client>
  /** The group behind this target, when its client is a balancer. */
  group: Group<Client> | undefined
  timeouts: AttemptTimeouts = {}
  maxAttempts: number
  /** Blocks this target alone. */
  readonly own: Cooldown = { ...noCooldown }
  /** Blocks its key; shared by the targets of one pool. */
  key: Cooldown = { ...noCooldown }
  /** Why listeners were last told that it is blocked. */
  blockedBy: string | undefined
  removing = false
  /** Called when a target that is being removed has no attempt left. */
  readonly onIdle: (() => void)[] = []
  readonly counters: TargetCounters = {
    attempts: 0,
    successes: 0,
    failures: 0,
    neutral: 0,
    failuresByKind: {},
    usage: { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0, reasoningTokens: 0 },
  }

  constructor(options: TargetOptions<Client>) {
    this.view = { id: options.id, weight: 1, priority: 0, tags: [], inFlight: 0, limits: [], limitsAt: 0 }
    this.client = options.client
    this.maxAttempts = Infinity
    updateEntry(this, options)
  }
}

/** Changes the settings that are given but the guards, and keeps the others. */
export function updateEntry<Client>(entry: TargetEntry<Client>, update: TargetUpdate<Client>): void {
  const { client, timeouts, maxAttempts, guards: _, ...settings } = update as Partial<TargetOptions<Client>>
  Object.assign(entry.view, structuredClone(defined(settings)))
  Object.assign(entry, defined({ client, timeouts, maxAttempts }))
  entry.group = groupOf(entry.client)
}

/** True when it may be picked while nothing blocks it: not being removed, and with a weight above 0. */
export function isActive<Client>(entry: TargetEntry<Client>): boolean {
  return !entry.removing && entry.view.weight > 0
}

/** True unless the call is known to be too long for it. */
export function fitsContextWindow<Client>(entry: TargetEntry<Client>, call: CallFacts): boolean {
  return call.inputTokens + call.outputTokens <= (entry.view.contextWindow ?? Infinity)
}

/** Clock time from which a call may be admitted: the latest of its cooldowns, its guards, and its group. */
export function availableAt<Client>(entry: TargetEntry<Client>, call: CallFacts, now: number): number {
  let at = Math.max(entry.own.until, entry.key.until, entry.group?.availableAt(now, call) ?? 0)
  for (const guard of entry.guards) at = Math.max(at, guard.availableAt(now, call))
  return at
}
