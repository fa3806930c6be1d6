import * as z from 'zod/mini'
import type { Check } from '@llm-balancer/core/options'
import { Reference, withoutReferences } from '../references/reference.ts'
import { describeSchema, type JsonSchema, type Schema } from './schema.ts'

/** How a text of the environment becomes a value. */
export type LeafKind = 'text' | 'number' | 'boolean' | 'data'

/** A single value as the schema knows it. */
export type LeafSettings = {
  readonly kind: LeafKind
  /** Its sentences are those of the options of `createLLMBalancer`. */
  readonly check: Check
  /** The value in a file, for editors. */
  readonly json: JsonSchema
  /** The value that is read, where it is not the one in the file. @default `json` */
  readonly output?: JsonSchema
}

/** A single value: a reference is replaced by its text, and the value is checked. */
export function leaf({ kind, check, json, output = json }: LeafSettings): Schema {
  const schema = z.transform((given: unknown, { issues }): unknown => {
    try {
      if (given === null) throw new TypeError('has no value; give it one, or remove the key')
      return check('', valueOf(given, kind))
    } catch (error) {
      issues.push({ code: 'custom', message: sentenceOf(error, given, kind === 'number'), input: undefined })
      return z.NEVER
    }
  })
  return describeSchema(schema, { file: withReference(json, kind), read: output })
}

function valueOf(given: unknown, kind: LeafKind): unknown {
  if (kind === 'data') return withoutReferences(given)
  if (!(given instanceof Reference)) return given
  const { text } = given
  if (kind === 'text') return text
  if (kind === 'boolean') return text === 'true' || text === 'false' ? text === 'true' : given
  return text === 'infinity' ? text : (numberIn(text) ?? given)
}

/** A number as YAML writes it. */
function numberIn(text: string): number | undefined {
  return /^[-+]?(\d+(\.\d*)?|\.\d+)(e[-+]?\d+)?$/i.test(text) ? Number(text) : undefined
}

/** What the check says, without its subject. What a reference refers to is not described. */
function sentenceOf(error: unknown, given: unknown, isNumber: boolean): string {
  const sentence = error instanceof Error ? error.message.replace(/^"": ?|^"" /, '') : 'is not readable'
  if (given === undefined) return 'is missing; add it'
  if (given instanceof Reference) return sentence.replace(/, got .*$/s, `, got ${given.shown}`)
  return isNumber && typeof given === 'string' && numberIn(given) !== undefined
    ? `${sentence}; remove the quotes`
    : sentence
}

/** A text in place of a number, a boolean or one of some words may only be a reference. */
function withReference(json: JsonSchema, kind: LeafKind): JsonSchema {
  if (kind !== 'number' && kind !== 'boolean' && json['enum'] === undefined) return json
  return { anyOf: [json, { type: 'string', pattern: String.raw`\$\{.+\}` }] }
}
