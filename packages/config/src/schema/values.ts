import {
  checkBoolean,
  checkText,
  checkObject,
  describeType,
  describeWord,
  isHeaderSafe,
  mustBe,
  nearestWord,
  numberWithin,
  type Check,
  type NumberRange,
} from '@llm-balancer/core/options'
import { leaf } from './leaf.ts'
import type { JsonSchema, Schema } from './schema.ts'

/** A number within a range. Where Infinity is a value, files may also write `infinity`: JSON has no word for it. */
export function number(range: NumberRange): Schema {
  const { min, max, integer = false, above = false, below = false, infinite = false } = range
  const check = numberWithin(range)
  const json: JsonSchema = {
    type: integer ? 'integer' : 'number',
    ...(min === -Infinity ? {} : { [above ? 'exclusiveMinimum' : 'minimum']: min }),
    ...(max === Infinity ? {} : { [below ? 'exclusiveMaximum' : 'maximum']: max }),
  }
  return leaf({
    kind: 'number',
    check: (name, value) => check(name, infinite && value === 'infinity' ? Infinity : value),
    json: infinite ? { anyOf: [json, { const: 'infinity' }] } : json,
    output: { type: 'number' },
  })
}

/** A finite number ≥ 0. */
export const finite: Schema = number({ min: 0, max: Infinity })
/** A finite number above 0. */
export const aboveZero: Schema = number({ min: 0, max: Infinity, above: true })
/** A number above 0, Infinity included. */
export const positive: Schema = number({ min: 0, max: Infinity, infinite: true, above: true })
/** A number ≥ 0, Infinity included. */
export const nonNegative: Schema = number({ min: 0, max: Infinity, infinite: true })
/** A whole number ≥ 0, or Infinity. */
export const count: Schema = number({ min: 0, max: Infinity, infinite: true, integer: true })
/** A whole number ≥ 1, or Infinity. */
export const atLeastOnce: Schema = number({ min: 1, max: Infinity, infinite: true, integer: true })
/** A finite whole number ≥ 1. */
export const wholeFromOne: Schema = number({ min: 1, max: Infinity, integer: true })
/** A share above 0. */
export const share: Schema = number({ min: 0, max: 1, above: true })

/** True or false. */
export const flag: Schema = leaf({ kind: 'boolean', check: checkBoolean, json: { type: 'boolean' } })

/** Only false: what is switched off. */
export const off: Schema = leaf({
  kind: 'boolean',
  check: mustBe('false, or have options below it', (value) => value === false),
  json: { const: false },
})

const isText: Check = (name, value) => {
  if (typeof value !== 'number' && typeof value !== 'boolean') return checkText(name, value)
  throw new TypeError(`must be a text, got ${String(value)}; put it in quotes`)
}

/** Any text but a blank one. */
export const text: Schema = leaf({
  kind: 'text',
  check: isText,
  json: { type: 'string', minLength: 1 },
})

const isSecret = mustBe(
  'a text that is not empty; put it in quotes',
  (value) => typeof value === 'string' && value.trim() !== '',
  describeType,
)

/** A text that goes into a header. */
export const headerText: Schema = leaf({
  kind: 'text',
  check: inHeader(isText),
  json: { type: 'string', minLength: 1 },
})

/** A text that is a secret, and goes into a header: whatever stands in its place is described by its type alone. */
export const secret: Schema = leaf({
  kind: 'text',
  check: inHeader(isSecret),
  json: { type: 'string', minLength: 1 },
})

function inHeader(check: Check): Check {
  return (name, value) => {
    if (isHeaderSafe(check(name, value) as string)) return value
    throw new TypeError('holds characters that a header cannot carry, such as a line end; remove them')
  }
}

/** One of some words. */
export function word(...words: readonly string[]): Schema {
  return leaf({
    kind: 'text',
    check: (_, value) => {
      if (typeof value === 'string' && words.includes(value)) return value
      const nearest = typeof value === 'string' ? nearestWord(value, words) : undefined
      const hint = nearest === undefined ? '' : `, did you mean "${nearest}"?`
      throw new TypeError(`must be one of ${words.join(', ')}, got ${describeWord(value)}${hint}`)
    },
    json: { enum: words },
  })
}

/** An object of the vendor's own, passed on as it is. */
export const data: Schema = leaf({ kind: 'data', check: checkObject, json: { type: 'object' } })

/** The path of a file, in whose place stands what it holds. */
export const catalogue: Schema = leaf({
  kind: 'text',
  check: checkText,
  json: { type: 'string', minLength: 1 },
  output: { type: 'object' },
})

/** A text that passes a check of its own. */
export function textLike(check: Check): Schema {
  return leaf({ kind: 'text', check, json: { type: 'string' } })
}
