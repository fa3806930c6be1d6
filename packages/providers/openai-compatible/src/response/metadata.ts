import { isJsonRecord } from '@llm-balancer/provider'
import type { JsonObject, JsonRecord, JsonValue, ResponseMetadata } from '@llm-balancer/provider'

/** Fields of an answer that are read into unified ones, or mean nothing. */
const readElsewhere = new Set([
  'id',
  'object',
  'created',
  'model',
  'choices',
  'usage',
  'obfuscation',
  'prompt',
])
const readFromChoice = new Set(['index', 'message', 'delta', 'finish_reason', 'text', 'seed'])

/** Which answer a body or chunk belongs to. Empty fields, as Azure's first chunk has them, are left out. */
export function responseMetadata(body: JsonRecord): ResponseMetadata {
  const { id, model, created } = body
  return {
    ...(typeof id === 'string' && id !== '' ? { id } : {}),
    ...(typeof model === 'string' && model !== '' ? { modelId: model } : {}),
    ...(typeof created === 'number' && created > 0 ? { timestamp: new Date(created * 1000) } : {}),
  }
}

/**
 * Everything a body or chunk and its choice say beyond the unified fields, under the vendor's own names, added to what
 * earlier chunks said. Objects are merged and the lists in them joined, such as log probabilities.
 */
export function addMetadata(earlier: JsonObject, body: JsonRecord, choice: JsonRecord): JsonObject {
  const added: Record<string, JsonValue | undefined> = { ...earlier }
  for (const [name, value] of [
    ...Object.entries(body).filter(([key]) => !readElsewhere.has(key)),
    ...Object.entries(choice).filter(([key]) => !readFromChoice.has(key)),
  ]) {
    if (value === null || value === undefined) continue
    added[name] = joined(added[name], value) as JsonValue
  }
  return added
}

function joined(earlier: unknown, later: unknown): unknown {
  if (!isJsonRecord(earlier) || !isJsonRecord(later)) return later
  const lists = Object.entries(later).map(([name, list]): [string, unknown] => {
    const before = earlier[name]
    return [
      name,
      Array.isArray(before) && Array.isArray(list)
        ? [...(before as unknown[]), ...(list as unknown[])]
        : list,
    ]
  })
  return { ...earlier, ...Object.fromEntries(lists) }
}
