import { isJsonRecord, type JsonRecord } from '../read/json-record.ts'
import type { JsonSchema } from './json.ts'

/** Keywords that a strict schema must not have. */
const unsupported: readonly string[] = [
  ...['allOf', 'oneOf', 'not', 'if', 'then', 'else', 'default'],
  ...['dependentRequired', 'dependentSchemas', 'dependencies'],
  ...['patternProperties', 'propertyNames', 'minProperties', 'maxProperties', 'unevaluatedProperties'],
  ...['prefixItems', 'contains', 'minContains', 'maxContains', 'uniqueItems', 'unevaluatedItems'],
  ...['minLength', 'maxLength'],
]

/** One of these says what a value is. */
const kinds: readonly string[] = ['type', 'anyOf', '$ref', 'enum', 'const']

/**
 * True for a schema that a vendor can enforce to the letter, in what OpenAI calls strict mode: an object whose objects all require all
 * of their properties and allow no others. Vendors refuse any other schema in that mode.
 * Source: https://platform.openai.com/docs/guides/structured-outputs
 */
export function fitsStrictMode(schema: JsonSchema): boolean {
  return isJsonRecord(schema) && schema['type'] === 'object' && isStrict(schema, new Set())
}

function isStrict(schema: unknown, seen: Set<unknown>): boolean {
  if (!isJsonRecord(schema)) return false
  if (seen.has(schema)) return true
  seen.add(schema)
  if (!kinds.some((name) => name in schema) || unsupported.some((name) => name in schema)) return false
  const { anyOf, items } = schema
  const inner = [
    ...(Array.isArray(anyOf) ? (anyOf as unknown[]) : []),
    ...(items === undefined ? [] : [items]),
  ]
  const named = [schema['properties'], schema['$defs'], schema['definitions']].flatMap((one) =>
    isJsonRecord(one) ? Object.values(one) : [],
  )
  return requiresAll(schema) && [...inner, ...named].every((one) => isStrict(one, seen))
}

/** True for a schema of an object that requires all of its properties, and for one of anything else. */
function requiresAll({ type, properties, required, additionalProperties }: JsonRecord): boolean {
  const isObject =
    type === 'object' || (Array.isArray(type) && type.includes('object')) || properties !== undefined
  if (!isObject) return true
  const names = isJsonRecord(properties) ? Object.keys(properties) : []
  const all: readonly unknown[] = Array.isArray(required) ? required : []
  return additionalProperties === false && names.every((name) => all.includes(name))
}
