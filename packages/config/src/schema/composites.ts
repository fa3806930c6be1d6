import * as z from 'zod/mini'
import { describeType, describeWord, nearestWord } from '@llm-balancer/core/options'
import { Reference } from '../references/reference.ts'
import type { Schema } from './schema.ts'
import { withDescription } from './schema.ts'

/** Names that other libraries use for an option, each with the name that takes its place here. */
export type Hints = Readonly<Record<string, string>>

/** An option that may be left out. */
export function option(description: string, schema: Schema): Schema {
  return withDescription(z.optional(schema), description)
}

/** An option that has to be given. */
export function needed(description: string, schema: Schema): Schema {
  return withDescription(
    z.lazy(() => schema),
    description,
  )
}

/** Options with names that are known: any other name is a mistake. */
export function options(shape: Readonly<Record<string, Schema>>, hints: Hints = {}): Schema {
  const names = Object.keys(shape)
  return z.strictObject(shape, {
    error: ({ code, input, keys }) => {
      if (code === 'unrecognized_keys') return keys.map((key) => unknownOption(key, names, hints)).join('\n')
      return mustBe('have options below it (name: value)', input)
    },
  })
}

/** Any names, each with such a value. */
export function record(value: Schema): Schema {
  return z.record(z.string(), value, {
    error: ({ input }) => mustBe('have names below it (name: value)', input),
  })
}

/** A list. */
export function list(item: Schema): Schema {
  return z.array(item, { error: ({ input }) => mustBe('be a list', input) })
}

/**
 * One of several forms. `choose` gives the number of the one that a value is meant to be, or says what is wrong when it is like none of
 * them. A union of zod's tries all of them, and may tell the mistakes of another one; this tells those of the one that is meant.
 */
export function either(
  forms: readonly [Schema, ...Schema[]],
  choose: (given: unknown) => number | string,
): Schema {
  const schema = z.union(forms)
  const parse: Schema['_zod']['run'] = (payload, context) => {
    const chosen = choose(payload.value)
    const form = typeof chosen === 'number' ? forms[chosen] : undefined
    if (form !== undefined) return form._zod.run(payload, context)
    payload.issues.push({ code: 'custom', message: String(chosen), input: undefined, path: [] })
    return payload
  }
  Object.assign(schema._zod, { parse, run: parse })
  return schema
}

/** True for what has names below it. */
export function isMap(given: unknown): given is Readonly<Record<string, unknown>> {
  return typeof given === 'object' && given !== null && !Array.isArray(given) && !(given instanceof Reference)
}

function mustBe(expected: string, input: unknown): string {
  if (input === undefined) return 'is missing; add it'
  if (input === null) return 'has no value; give it one, or remove the key'
  return `must ${expected}, got ${describeType(input)}`
}

/** More names than these are no help. */
const mostListed = 15

/** What is wrong with the name of an option. */
function unknownOption(name: string, known: readonly string[], hints: Hints): string {
  const hint = describeWord(name) === `"${name}"` ? hintFor(name, hints) : undefined
  if (hint !== undefined) return `is not an option here; use "${hint}"`
  const nearest = nearestWord(name, known)
  if (nearest !== undefined) return `is not an option here, did you mean "${nearest}"?`
  const list = known.length > mostListed ? '' : `, or use one of ${known.join(', ')}`
  return `is not an option here; remove it${list}`
}

/** Names of other libraries may be in snake case as well. */
function hintFor(name: string, hints: Hints): string | undefined {
  const camelCase = name.replaceAll(/(?<=[a-z\d])_([a-z\d])/g, (_, letter: string) => letter.toUpperCase())
  return Object.hasOwn(hints, camelCase) ? hints[camelCase] : undefined
}
