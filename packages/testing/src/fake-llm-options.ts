import {
  hasMethods,
  mustBe,
  numberWithin,
  readOptions,
  required,
  subjectOf,
  type Check,
  type OptionTable,
} from '@llm-balancer/core/options'
import { systemClock, type Clock } from '@llm-balancer/core/time'
import { checkFormat } from './formats/formats.ts'
import type { WireFormat } from './formats/wire-format.ts'
import { settingsTable, type FakeTargetOptions, type ResolvedSettings } from './target-settings.ts'

/** Settings of a fake. */
export interface FakeLLMOptions<Id extends string = string> {
  /** The targets by id, or as a list with ids. At least one. The id is part of the target's URL. */
  readonly targets:
    | Readonly<Record<Id, FakeTargetOptions>>
    | readonly (FakeTargetOptions & { readonly id: Id })[]
  /** Same seed and same order of requests: same delays, same faults. A whole number. @default 1 */
  readonly seed?: number | undefined
  /** How many requests are remembered, the latest ones; a whole number ≥ 0. @default 10 000 */
  readonly history?: number | undefined
  /** Where time and timers come from. A fake clock makes delays take no real time. @default core's `systemClock` */
  readonly clock?: Clock | undefined
}

/** A target as its options describe it. */
export type TargetSetup = {
  readonly id: string
  readonly given: Omit<FakeTargetOptions, 'format'>
  readonly settings: ResolvedSettings & { readonly format: WireFormat }
}

/** The same as {@link FakeLLMOptions}, checked. */
export type FakeSettings = {
  readonly targets: readonly TargetSetup[]
  readonly seed: number
  readonly history: number
  readonly clock: Clock
}

/** The check and the default of each option. */
export const fakeTable: OptionTable<FakeSettings> = {
  targets: [checkTargets, required],
  seed: [numberWithin({ min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER, integer: true }), 1],
  history: [numberWithin({ min: 0, max: Infinity, integer: true }), 10_000],
  clock: [hasMethods('now', 'schedule'), systemClock],
}

const targetTable: OptionTable<TargetSetup['settings']> = {
  format: [checkFormat, 'openai'],
  ...settingsTable,
}

function checkTargets(...[name, value, owner]: Parameters<Check>): TargetSetup[] {
  const entries = Array.isArray(value)
    ? value.map((entry: unknown, index) => withId(`${name}[${index}]`, entry, owner))
    : Object.entries(checkRecord(name, value, owner) as object)
  if (entries.length === 0) throw new RangeError(`${subjectOf(name, owner)} must hold at least one target`)
  const ids = entries.map(([id]) => id)
  const twice = ids.find((id, index) => ids.indexOf(id) !== index)
  if (twice !== undefined) throw new TypeError(`${owner}: two targets have the id "${twice}"`)
  return entries.map(([id, options]) => {
    const settings = readOptions(String(owner), options, targetTable, { prefix: `${name}.${id}.` })
    const { format: _format, ...given } = options as FakeTargetOptions
    return { id, given, settings }
  })
}

const checkRecord = mustBe(
  'an object or an array of targets',
  (value) => typeof value === 'object' && value !== null,
)
const checkId = mustBe('a string that is not empty', (value) => typeof value === 'string' && value !== '')

function withId(...[name, entry, owner]: Parameters<Check>): [string, unknown] {
  const { id, ...options } = checkRecord(name, entry, owner) as { readonly id?: unknown }
  return [checkId(`${name}.id`, id, owner) as string, options]
}
