import { checkKnown, type KnownSettings } from './check-known.ts'
import { subjectOf, type Check } from './checks.ts'

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
 * Reads every option once, checks those that are given, and gives all of them back with the defaults filled in. One that
 * is undefined counts as not given. `owner` begins the messages.
 *
 * @throws TypeError or RangeError naming the first option that is unknown, missing, unreadable, or has a bad value
 */
export function readOptions<Options>(
  owner: string,
  given: unknown,
  ...[table, settings = {}]: [table: OptionTable<Options>, settings?: KnownSettings]
): Options {
  checkKnown(owner, given, Object.keys(table), settings)
  const options: Partial<Record<keyof Options, unknown>> = {}
  for (const name in table) {
    const [check, fallback] = table[name]
    const path = (settings.prefix ?? '') + name
    const subject = subjectOf(path, owner)
    const value = readOne(given as typeof options, name, { subject, fallback })
    if (value === required) throw new TypeError(`${subject} is missing`)
    options[name] = value === undefined || check === undefined ? value : check(path, value, owner)
  }
  return options as Options
}

/** Options inside an option. Its settings' `hints` are those of the inner options. */
export function optionsOf<Options>(
  table: OptionTable<Options>,
  settings: Omit<KnownSettings, 'prefix'> = {},
): Check {
  return (name, value, owner) =>
    owner === undefined
      ? readOptions(name, value, table, settings)
      : readOptions(owner, value, table, { ...settings, prefix: `${name}.` })
}

function readOne<Options>(
  given: Options,
  name: keyof Options,
  { subject, fallback }: { readonly subject: string; readonly fallback: unknown },
): unknown {
  try {
    const { [name]: value = fallback } = given
    return value
  } catch (cause) {
    throw new TypeError(`${subject} cannot be read`, { cause })
  }
}
