import { hasError } from '@llm-balancer/provider'
import type { JsonRecord } from '@llm-balancer/provider'
import type { Dialect } from '../dialect.ts'

/**
 * An error where an answer should be: `{ error: … }`, `{ object: 'error', … }` (vLLM, Mistral), or at the place that the
 * dialect names.
 * Undefined for an answer.
 */
export function errorIn(body: JsonRecord, { errorOf }: Dialect): JsonRecord | undefined {
  const own = errorOf?.(body) ?? undefined
  if (own !== undefined) return { error: own }
  return hasError(body) || body['object'] === 'error' ? body : undefined
}
