import { readProperty } from '@llm-balancer/core/options'
import { isThenable } from '@llm-balancer/core/streams'
import { isJsonRecord, type JsonRecord, type ResponseFormat } from '@llm-balancer/provider'
import type { JsonSchema } from '@llm-balancer/provider'
import type { ObjectSchema } from './object-schema.ts'

/** How models are asked for an object: with the schema as JSON Schema, where its library can convert it. */
export function toResponseFormat(schema: ObjectSchema): ResponseFormat {
  const converted = toJsonSchema(schema)
  return converted === undefined ? { type: 'json' } : { type: 'json', schema: converted }
}

type Convert = (options: { readonly target: string }) => unknown

function toJsonSchema(schema: ObjectSchema): JsonSchema | undefined {
  const input = readProperty(readProperty(schema['~standard'], 'jsonSchema'), 'input') as Convert | undefined
  if (typeof input !== 'function') return undefined
  try {
    const given = input({ target: 'draft-07' })
    // A promise is no schema, but its rejection would end the process.
    if (isThenable(given)) void Promise.resolve(given).catch(() => {})
    if (!isJsonRecord(given) || isThenable(given)) return undefined
    const { $schema: _, ...converted } = given
    return closed(converted)
  } catch {
    // It has no form in JSON Schema: dates, transformations, checks in code.
    return undefined
  }
}

/** Keys below which schemas stand by name. */
const namedKeys: ReadonlySet<string> = new Set(['properties', '$defs', 'definitions'])
/** Keys below which a schema, or a list of them, stands. Objects below `allOf` are merged, so closing one would refuse the others. */
const schemaKeys: ReadonlySet<string> = new Set(['items', 'prefixItems', 'anyOf', 'oneOf'])

/**
 * Objects that do not say whether they allow further properties allow none: libraries drop those, and vendors that enforce a schema to
 * the letter want it said.
 */
function closed(schema: JsonRecord): JsonSchema {
  const entries = Object.entries(schema).map(([key, value]): [string, unknown] => {
    if (namedKeys.has(key) && isJsonRecord(value))
      return [key, Object.fromEntries(Object.entries(value).map(([name, one]) => [name, closedOne(one)]))]
    if (!schemaKeys.has(key)) return [key, value]
    return [key, Array.isArray(value) ? value.map(closedOne) : closedOne(value)]
  })
  const isOpen = isJsonRecord(schema['properties']) && !('additionalProperties' in schema)
  return Object.fromEntries(isOpen ? [...entries, ['additionalProperties', false]] : entries)
}

function closedOne(schema: unknown): unknown {
  return isJsonRecord(schema) ? closed(schema) : schema
}
