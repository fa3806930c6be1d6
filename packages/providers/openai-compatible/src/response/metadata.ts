import { isJsonRecord } from '@llm-balancer/provider'
import type { JsonRecord } from '@llm-balancer/provider'
import type { Dialect } from '../dialect.ts'
import { usualReasoningFields } from './pieces.ts'

/**
 * Fields of an answer, a choice and a message that are read into unified ones, or mean nothing. Sound is too big to be carried
 * twice: it is in the raw answer. `__proto__` would be no field.
 */
const readElsewhere = (
  'id object created model choices usage obfuscation p prompt index message delta finish_reason text seed ' +
  'role content images refusal tool_calls function_call token_id audio prefix __proto__'
).split(' ')

/** The objects that {@link addMetadata} reads: a body or chunk, its choice, and the choice's message or delta. */
export type Said = { readonly body: JsonRecord; readonly choice: JsonRecord; readonly message: JsonRecord }

/**
 * Adds the fields of an answer or a chunk that have no unified place, under the vendor's own names, to those of earlier
 * chunks. Objects are merged and lists joined, such as log probabilities; fields of a body (citations) replace earlier ones. True when
 * there was something to add.
 */
export function addMetadata(
  metadata: Record<string, unknown>,
  { body, choice, message }: Said,
  { reasoningFields = usualReasoningFields }: Dialect,
): boolean {
  const said = { metadata, known: fieldsReadElsewhere(reasoningFields) }
  const ofBody = add(said, body, false)
  const ofChoice = add(said, choice, true)
  const ofMessage = add(said, message, true)
  return ofBody || ofChoice || ofMessage
}

function add(
  { metadata, known }: { readonly metadata: Record<string, unknown>; readonly known: ReadonlySet<string> },
  record: JsonRecord,
  joinsLists: boolean,
): boolean {
  let hasAdded = false
  for (const name in record) {
    if (known.has(name)) continue
    const value = record[name]
    if (value === null || value === undefined || value === metadata[name]) continue
    metadata[name] = merged(metadata[name], value, joinsLists)
    hasAdded = true
  }
  return hasAdded
}

/** By the fields that hold reasoning: asked for with every chunk. */
const known = new WeakMap<readonly string[], ReadonlySet<string>>()

function fieldsReadElsewhere(reasoningFields: readonly string[]): ReadonlySet<string> {
  let fields = known.get(reasoningFields)
  if (fields === undefined) {
    fields = new Set([...readElsewhere, ...reasoningFields])
    known.set(reasoningFields, fields)
  }
  return fields
}

/** Lists that were made here: they grow, while those of a chunk are left as they are. */
const own = new WeakSet<object>()

function joined(earlier: unknown[], later: readonly unknown[]): unknown[] {
  const list = own.has(earlier) ? earlier : [...earlier]
  own.add(list)
  for (const item of later) list.push(item)
  return list
}

function merged(earlier: unknown, later: unknown, joinsLists: boolean): unknown {
  if (joinsLists && Array.isArray(earlier) && Array.isArray(later)) return joined(earlier, later)
  if (!isJsonRecord(earlier) || !isJsonRecord(later)) return later
  const entries = Object.entries(later).map(([name, value]) => [name, merged(earlier[name], value, true)])
  return { ...earlier, ...(Object.fromEntries(entries) as JsonRecord) }
}
