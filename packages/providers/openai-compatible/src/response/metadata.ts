import { isJsonRecord } from '@llm-balancer/provider'
import type { JsonRecord } from '@llm-balancer/provider'
import type { Dialect } from '../dialect.ts'
import { usualReasoningFields } from './pieces.ts'

/**
 * Fields of an answer, a choice and a message that are read into unified ones, or mean nothing. Sound is too big to be carried
 * twice: it is in the raw answer. `__proto__` would be no field.
 */
function isReadElsewhere(name: string): boolean {
  // A switch, because every field of every chunk is asked for: looking a name up in a set takes twice as long.
  switch (name) {
    case 'id':
    case 'object':
    case 'created':
    case 'model':
    case 'choices':
    case 'usage':
    case 'obfuscation':
    case 'p':
    case 'prompt':
    case 'index':
    case 'message':
    case 'delta':
    case 'finish_reason':
    case 'text':
    case 'seed':
    case 'role':
    case 'content':
    case 'images':
    case 'refusal':
    case 'tool_calls':
    case 'function_call':
    case 'token_id':
    case 'audio':
    case 'prefix':
    case '__proto__':
      return true
    default:
      return false
  }
}

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
  let hasAdded = false
  for (const record of [body, choice, message])
    for (const name in record) {
      if (isReadElsewhere(name)) continue
      const value = record[name]
      if (value === null || value === undefined || value === metadata[name]) continue
      if (reasoningFields.includes(name)) continue
      metadata[name] = merged(metadata[name], value, record !== body)
      hasAdded = true
    }
  return hasAdded
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
