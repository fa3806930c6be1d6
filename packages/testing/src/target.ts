import { readOptions } from '@llm-balancer/core/options'
import { checkFault, type Fault, type NamedFault, type StatusFault } from './fault.ts'
import type { WireFormat } from './formats/wire-format.ts'
import { LimitWindow } from './limits.ts'
import { listOf } from './list-of.ts'
import type { RecordedRequest, RequestRecord } from './record.ts'
import {
  checkStep,
  settingsTable,
  type FakeTargetSettings,
  type ResolvedSettings,
  type ResolvedStep,
  type ScriptStep,
} from './target-settings.ts'

/** What a target has done so far. Every request that ended is one of answered, failed and abandoned. */
export type FakeTargetStats = {
  readonly requests: number
  readonly inFlight: number
  /** Served normally, to the end. */
  readonly answered: number
  /** Hit by a fault, a limit or a wrong key; also when the client left a hanging one. */
  readonly failed: number
  /** Left by the client, or by a server that closed, before a normal answer was complete. */
  readonly abandoned: number
}

/** One target of a running fake: watch it, and change how it behaves from the next request on. */
export interface FakeTarget {
  readonly id: string
  /** Base URL, as the vendor's documents have it; paths of its official client are understood with and without it. */
  readonly url: string
  readonly stats: FakeTargetStats
  /** Its requests among the remembered ones, oldest first. */
  readonly requests: readonly RecordedRequest[]
  /**
   * What the next requests meet, one step each; afterwards the target is back to normal. Replaces what is left of an
   * earlier script. A fault strikes whatever the request; `'ok'` and `{ reply }` are spared random faults, but not limits.
   *
   * @throws TypeError, RangeError naming the step that is wrong
   */
  script(steps: readonly ScriptStep[]): void
  /**
   * Makes every request fail, the list of models included, until `outage(false)`. @default 'refuse'
   *
   * @throws TypeError, RangeError when there is no such fault
   */
  outage(fault?: Fault | boolean): void
  /**
   * Changes some settings and keeps the others.
   *
   * @throws TypeError, RangeError naming the option that is wrong; nothing is changed then
   */
  update(settings: FakeTargetSettings): void
  /** Back to the options it was created with; no script, no outage, and its limits are full again. */
  reset(): void
}

/** What a target is made of. */
export type TargetParts = {
  readonly id: string
  readonly format: WireFormat
  /** As they were given, and checked. */
  readonly given: FakeTargetSettings
  readonly settings: ResolvedSettings
  readonly url: () => string
  readonly requests: () => readonly RecordedRequest[]
}

const checkSteps = listOf(checkStep)

/** A target as the fake itself uses it. */
export class TargetState implements FakeTarget {
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

  /** The script's next step, taken off it. */
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
