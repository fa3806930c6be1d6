import type { CallFacts } from '../contracts/call.ts'
import type { RunOptions } from '../contracts/run-options.ts'
import type { AttemptRecord } from '../contracts/trail.ts'
import type { Failure } from '../errors/failure.ts'
import type { FailedAttempt } from '../errors/run-errors.ts'
import {
  atLeastOne,
  checkFunction,
  checkOptions,
  describeValue,
  nonNegative,
  oneOf,
  optionsOf,
  positive,
} from '../options.ts'
import { checkTimeouts } from './options.ts'
import type { OuterAttempt } from './group.ts'
import type { RunScope } from './run-scope.ts'
import type { TargetEntry } from './target-entry.ts'

/** How often a run called a target, and how the last call failed. */
export interface Try {
  times: number
  failure: Failure
}

/** One run: what its caller asked for, and what has happened so far. */
export class Run<Client> implements CallFacts {
  readonly id: number
  readonly options: RunOptions
  readonly scope: RunScope
  readonly streaming: boolean
  /** True when every pick is to be explained in the trail. */
  readonly explains: boolean
  /** True when an outer balancer made it: that one does the waiting, because it may know somebody who can serve at once. */
  readonly inGroup: boolean
  readonly beganAt: number
  readonly inputTokens: number
  readonly outputTokens: number
  readonly affinityKey: string | undefined
  readonly maxAttempts: number
  attempt = 1
  startedAt: number
  readonly tried: Map<TargetEntry<Client>, Try> = new Map<TargetEntry<Client>, Try>()
  /** The target that failed last. */
  last: TargetEntry<Client> | undefined
  readonly records: AttemptRecord[]
  readonly errors: unknown[] = []
  readonly failed: FailedAttempt[] = []
  /** Only targets known to take more tokens than this; undefined while no call was too long. */
  largerThan: number | undefined
  /** How many times a target was called again. */
  retries = 0
  /** What the last retry was charged as. */
  charged: 'none' | 'transient' | 'throttled' = 'none'
  readonly #only: ReadonlySet<string> | undefined
  readonly #exclude: ReadonlySet<string> | undefined

  constructor(settings: {
    readonly id: number
    readonly options: RunOptions
    readonly scope: RunScope
    readonly streaming: boolean
    readonly explains: boolean
    readonly maxAttempts: number
    readonly now: number
    readonly outer?: OuterAttempt | undefined
  }) {
    const { options } = settings
    this.id = settings.id
    this.options = options
    this.scope = settings.scope
    this.streaming = settings.streaming
    this.explains = settings.explains
    this.maxAttempts = settings.maxAttempts
    this.beganAt = settings.now
    this.startedAt = settings.now
    this.inGroup = settings.outer !== undefined
    this.records = settings.outer?.trail ?? []
    this.inputTokens = options.expectedTokens?.input ?? 0
    this.outputTokens = options.expectedTokens?.output ?? 0
    this.affinityKey = options.affinityKey
    this.#only = options.only === undefined ? undefined : setOf(options.only)
    this.#exclude = options.exclude === undefined ? undefined : setOf(options.exclude)
  }

  /** True when the caller's filter says anything at all. */
  get filters(): boolean {
    return (
      this.#only !== undefined ||
      this.#exclude !== undefined ||
      this.options.pin !== undefined ||
      this.largerThan !== undefined ||
      this.inputTokens + this.outputTokens > 0
    )
  }

  /** True when the run may use this target at all, whatever its state is now. */
  allows(entry: TargetEntry<Client>): boolean {
    const { view } = entry
    if (this.options.pin !== undefined && view.id !== this.options.pin) return false
    if (this.#only !== undefined && !names(this.#only, view)) return false
    if (this.#exclude !== undefined && names(this.#exclude, view)) return false
    if (!entry.holds(this)) return false
    return this.largerThan === undefined || (view.contextWindow ?? 0) > this.largerThan
  }
}

function names(
  wanted: ReadonlySet<string>,
  view: { readonly id: string; readonly tags: readonly string[] },
): boolean {
  return wanted.has(view.id) || view.tags.some((tag) => wanted.has(tag))
}

function setOf(words: string | readonly string[]): ReadonlySet<string> {
  return new Set(typeof words === 'string' ? [words] : words)
}

const runChecks = {
  signal: checkSignal,
  deadlineMs: positive,
  affinityKey: checkText,
  only: checkWords,
  exclude: checkWords,
  pin: checkText,
  expectedTokens: optionsOf({ input: nonNegative, output: nonNegative }),
  maxAttempts: atLeastOne,
  timeouts: checkTimeouts,
}
const streamChecks = {
  ...runChecks,
  isContent: checkFunction,
  isFinal: checkFunction,
  usageOf: checkFunction,
  onInterrupted: oneOf('throw', 'restart'),
}

/** @throws TypeError or RangeError naming the option that is wrong */
export function checkRunOptions(options: RunOptions, streaming: boolean): void {
  if (streaming) checkOptions('stream', options, streamChecks)
  else checkOptions('run', options, runChecks)
}

function checkText(name: string, value: unknown): void {
  if (typeof value !== 'string')
    throw new TypeError(`"${name}" must be a string, got ${describeValue(value)}`)
}

function checkWords(name: string, value: unknown): void {
  for (const word of Array.isArray(value) ? value : [value]) checkText(name, word)
}

function checkSignal(name: string, signal: unknown): void {
  if ('aborted' in Object(signal)) return
  throw new TypeError(`"${name}" must be an AbortSignal, got ${describeValue(signal)}`)
}
