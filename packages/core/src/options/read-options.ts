import { checkKnown, type KnownSettings } from './check-known.ts'
import { subjectOf, type Check } from './checks.ts'
import { readProperty } from './read-property.ts'

const noSettings: KnownSettings = {}

/** In the place of a default: the option has to be given. */
export const required: unique symbol = Symbol('required')

/**
 * The check and the default of each option. Without a check any value is accepted; without a default the option stays
 * undefined; with {@link required} in the default's place it has to be given.
 */
export type OptionTable<Options> = {
  readonly [Name in keyof Options]-?: readonly [check?: Check | undefined, fallback?: unknown]
}

/**
 * Reads every option once, checks those that are given, and gives them back with the defaults filled in. One that
 * is undefined counts as not given, and what is not given and has no default is absent. `owner` begins the messages.
 *
 * @throws TypeError or RangeError naming the first option that is unknown, missing, unreadable, or has a bad value
 */
export function readOptions<Options>(
  owner: string,
  given: unknown,
  ...[table, settings = noSettings]: [table: OptionTable<Options>, settings?: KnownSettings]
): Options {
  const { names, checks, needed, fallbacks } = shapeOf(table)
  const own = plainNames(given)
  const isKnown = own?.every((name) => checks.has(name)) === true
  // An unknown option is reported before an invalid value.
  if (!isKnown) checkKnown(owner, given, names, settings)
  const options: Partial<Record<keyof Options, unknown>> = { ...fallbacks }
  const { prefix = '' } = settings
  // Of a plain object only what it has is looked at: calls have few of many options.
  for (const name of (isKnown ? own : names) as readonly (keyof Options & string)[]) {
    let value: unknown
    try {
      value = (given as Readonly<Record<string, unknown>>)[name]
    } catch (cause) {
      throw new TypeError(`${subjectOf(prefix + name, owner)} cannot be read`, { cause })
    }
    if (value !== undefined) options[name] = checks.get(name)?.(prefix + name, value, owner)
  }
  for (const name of needed)
    if (options[name] === required) throw new TypeError(`${subjectOf(prefix + name, owner)} is missing`)
  return options as Options
}

/**
 * Reads the settings of a table out of an object that is not for this reader alone, or was not checked by its owner: one that cannot be
 * read, or that its check refuses, counts as not given, and other names are passed over. Never throws. What is not given and has no default
 * is absent.
 *
 * @param table none of its options may be {@link required}
 */
export function readLeniently<Options>(given: unknown, table: OptionTable<Options>): Options {
  const { names, checks, fallbacks } = shapeOf(table)
  const options: Partial<Record<keyof Options, unknown>> = { ...fallbacks }
  for (const name of names) {
    const value = readProperty(given, name)
    if (value === undefined) continue
    try {
      options[name] = checks.get(name)?.(name, value)
    } catch {
      // It counts as not given.
    }
  }
  return options as Options
}

/** The names of what a plain object has; undefined for any other, which may have inherited something. */
function plainNames(given: unknown): readonly string[] | undefined {
  try {
    const isPlain =
      typeof given === 'object' && given !== null && Object.getPrototypeOf(given) === Object.prototype
    return isPlain ? Object.keys(given) : undefined
  } catch {
    return undefined
  }
}

interface Shape<Options> {
  readonly names: readonly (keyof Options & string)[]
  /** Of every option: one without a check takes any value. */
  readonly checks: ReadonlyMap<string, Check>
  /** Those that have to be given. */
  readonly needed: readonly (keyof Options & string)[]
  /** What options have when they are not given, checked. */
  readonly fallbacks: Readonly<Partial<Record<keyof Options, unknown>>>
}

const anyValue: Check = (_name, value) => value

const shapes = new WeakMap<object, Shape<never>>()

/** The part of reading that is the same each time, done once for each table. */
function shapeOf<Options>(table: OptionTable<Options>): Shape<Options> {
  const known = shapes.get(table) as Shape<Options> | undefined
  if (known !== undefined) return known
  const names = Object.keys(table) as (keyof Options & string)[]
  const fallbacks: Partial<Record<keyof Options, unknown>> = {}
  for (const name of names) {
    const [check, fallback] = table[name]
    const isChecked = fallback !== undefined && fallback !== required && check !== undefined
    // One that has no default stays out: an object of twenty undefined fields takes longer to copy than a run takes otherwise.
    if (fallback !== undefined) fallbacks[name] = isChecked ? check(name, fallback) : fallback
  }
  const needed = names.filter((name) => fallbacks[name] === required)
  const checks = new Map<string, Check>(names.map((name) => [name, table[name][0] ?? anyValue]))
  const shape = { names, checks, needed, fallbacks }
  shapes.set(table, shape)
  return shape
}

/** Options inside an option. Its settings' `hints` are those of the inner options. */
export function optionsOf<Options>(
  table: OptionTable<Options>,
  settings: Omit<KnownSettings, 'prefix'> = {},
): Check {
  /** As they were for the name that was checked last: as a rule it is always the same. */
  let latest: { readonly name: string; readonly settings: KnownSettings } = { name: '', settings }
  return (name, value, owner) => {
    if (owner === undefined) return readOptions(name, value, table, settings)
    if (latest.name !== name) latest = { name, settings: { ...settings, prefix: `${name}.` } }
    return readOptions(owner, value, table, latest.settings)
  }
}
