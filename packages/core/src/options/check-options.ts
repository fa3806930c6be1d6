import type { Check } from './checks.ts'
import { describeValue } from './describe-value.ts'
import { nearestWord } from './nearest-word.ts'

/**
 * What each option may be, and what it is when it is not given. Without a check anything will do; without a default it
 * stays undefined.
 */
export type OptionTable<Options> = {
  readonly [Name in keyof Options]-?: readonly [check?: Check | undefined, fallback?: unknown]
}

/**
 * Refuses options that nobody reads, so that a misspelt one is not silently inert. `owner` is who speaks:
 * `createBalancer`.
 *
 * @throws TypeError naming the option, the nearest known one and all known ones; also when `options` is no object.
 */
export function checkKnown(owner: string, options: unknown, known: readonly string[]): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    throw new TypeError(`${owner}: options must be an object, got ${describeValue(options)}`)
  const unknown = Object.keys(options).find((name) => !known.includes(name))
  if (unknown === undefined) return
  const nearest = nearestWord(unknown, known)
  const hint = nearest === undefined ? '; ' : `, did you mean "${nearest}"? `
  const list = known.length === 0 ? 'there are no options' : `known options are ${known.join(', ')}`
  throw new TypeError(`${owner}: unknown option "${unknown}"${hint}${list}`)
}

/**
 * Checks every option that is given, and gives all of them back with the defaults filled in. One that is undefined counts
 * as not given. `owner` is who speaks, `prefix` goes before each name.
 *
 * @throws TypeError or RangeError naming the first option that nobody knows, or whose value is bad
 */
export function readOptions<Options>(
  owner: string,
  given: unknown,
  ...[table, prefix = '']: [table: OptionTable<Options>, prefix?: string]
): Options {
  checkKnown(owner, given, Object.keys(table))
  const options: Partial<Record<keyof Options, unknown>> = {}
  for (const name in table) {
    const [check, fallback] = table[name]
    const { [name]: value = fallback } = given as typeof options
    options[name] = value === undefined || check === undefined ? value : check(prefix + name, value)
  }
  return options as Options
}

/** Options inside an option. */
export function optionsOf<Options>(table: OptionTable<Options>): Check {
  return (name, value) => readOptions(name, value, table, `${name}.`)
}
