import { listOf, readOptions } from '@llm-balancer/core/options'
import { checkFault, type Fault, type NamedFault, type StatusFault } from './fault.ts'
import type { FakeTarget, FakeTargetStats } from './fake-target.ts'
import type { WireFormat } from './formats/wire-format.ts'
import { LimitWindow } from './limits.ts'
import type { RecordedRequest, RequestRecord } from './record.ts'
import {
  checkStep,
  settingsTable,
  type FakeTargetSettings,
  type ResolvedSettings,
  type ResolvedStep,
  type ScriptStep,
} from './target-settings.ts'

/** What a target is created from. */
export type TargetParts = {
  readonly id: string
  readonly format: WireFormat
  /** The options of the caller, checked, without defaults. */
  readonly given: FakeTargetSettings
  readonly settings: ResolvedSettings
  readonly url: () => string
  readonly requests: () => readonly RecordedRequest[]
}

const checkSteps = listOf(checkStep)

/** A target as the fake itself uses it: settings in force, script, limits and counts. */
export class FakeTargetState implements FakeTarget {
  readonly id: string
  readonly format: WireFormat
  readonly stats: { -readonly [Key in keyof FakeTargetStats]: number } = emptyStats()
  readonly window: LimitWindow
  current: ResolvedSettings
  down: NamedFault | StatusFault | undefined
  readonly #parts: TargetParts
  #given: FakeTargetSettings
  #steps: ResolvedStep[] = []

  constructor(parts: TargetParts) {
    this.#parts = parts
    this.id = parts.id
    this.format = parts.format
    this.#given = parts.given
    this.current = parts.settings
    this.window = new LimitWindow(this.current.limits)
  }

  get url(): string {
    return this.#parts.url()
  }

  get requests(): readonly RecordedRequest[] {
    return this.#parts.requests().filter(({ targetId }) => targetId === this.id)
  }

  script(steps: readonly ScriptStep[]): void {
    this.#steps = checkSteps('script', steps, this.#name) as ResolvedStep[]
  }

  outage(fault: Fault | boolean = true): void {
    if (typeof fault === 'boolean') this.down = fault ? { fault: 'refuse' } : undefined
    else this.down = checkFault('outage', fault, this.#name) as NamedFault | StatusFault
  }

  update(settings: FakeTargetSettings): void {
    readOptions(this.#name, settings, settingsTable)
    this.#given = { ...this.#given, ...settings }
    this.current = readOptions(this.#name, this.#given, settingsTable)
    this.window.limits = this.current.limits
  }

  reset(): void {
    this.down = undefined
    this.#steps = []
    this.window.clear()
    this.#given = {}
    this.update(this.#parts.given)
  }

  /** Takes the next step off the script. */
  nextStep(): ResolvedStep | undefined {
    return this.#steps.shift()
  }

  /** Counts a request in. */
  began(): void {
    this.stats.requests += 1
    this.stats.inFlight += 1
  }

  /** Counts a request out. */
  ended(record: RequestRecord): void {
    this.stats.inFlight -= 1
    if (record.fault !== undefined) this.stats.failed += 1
    else if (record.end === 'answered') this.stats.answered += 1
    else this.stats.abandoned += 1
  }

  get #name(): string {
    return `target "${this.id}"`
  }
}

function emptyStats(): { -readonly [Key in keyof FakeTargetStats]: number } {
  return { requests: 0, inFlight: 0, answered: 0, failed: 0, abandoned: 0 }
}
