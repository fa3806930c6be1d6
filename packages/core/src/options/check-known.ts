import { describeValue } from './describe-value.ts'
import { describeWord, isPlainWord } from './describe-word.ts'
import { nearestWord } from './nearest-word.ts'

/** How messages show the names of options. */
export interface KnownSettings {
  /** Goes before each name in messages: `retry.`. @default '' */
  readonly prefix?: string
  /** Names that other libraries or earlier documents use, with the name that takes their place here. @default {} */
  readonly hints?: Readonly<Record<string, string>>
}

/**
 * Refuses options that nothing reads, so that a misspelt one is not silently ignored. `owner` begins the message:
 * `createBalancer`.
 *
 * @throws TypeError naming the option, the one that was probably meant, and all known ones; also when `options` is no object
 */
export function checkKnown(
  owner: string,
  options: unknown,
  ...[known, { prefix = '', hints = {} } = {}]: [known: readonly string[], settings?: KnownSettings]
): void {
  const unknown = namesOf(owner, options, prefix).find((name) => !known.includes(name))
  if (unknown === undefined) return
  const subject = `${owner}: unknown option ${shown(unknown, prefix)}`
  if (Object.hasOwn(hints, unknown)) throw new TypeError(`${subject}; use "${prefix}${hints[unknown] ?? ''}"`)
  const nearest = nearestWord(unknown, known)
  const hint = nearest === undefined ? '; ' : `, did you mean "${prefix}${nearest}"? `
  const list = known.length === 0 ? 'there are no options' : `known options are ${known.join(', ')}`
  throw new TypeError(`${subject}${hint}${list}`)
}

function namesOf(owner: string, options: unknown, prefix: string): readonly string[] {
  const subject = prefix === '' ? 'options' : `"${prefix.slice(0, -1)}"`
  if (describeValue(options) !== 'an object')
    throw new TypeError(`${owner}: ${subject} must be an object, got ${describeValue(options)}`)
  try {
    return Object.keys(options as object)
  } catch (cause) {
    throw new TypeError(`${owner}: ${subject} cannot be read`, { cause })
  }
}

/** A name as a message shows it. One that does not look like an option's name may be a secret. */
function shown(name: string, prefix: string): string {
  if (isPlainWord(name)) return `"${prefix}${name}"`
  return prefix === '' ? `(${describeWord(name)})` : `in "${prefix.slice(0, -1)}" (${describeWord(name)})`
}
