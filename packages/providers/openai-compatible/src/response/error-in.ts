import { asRecord, hasError } from '@llm-balancer/provider'
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
  return hasError(body) || body['object'] === 'error' || isHiddenRefusal(body) ? body : undefined
}

/** What stands for success where a code always stands. */
const fine: readonly unknown[] = [undefined, null, 0, '0', 200, '200', 20_000, 'ok', 'success']

/**
 * True for a refusal with a good status, without an error of its own: `{ code: 401, msg }`, `{ success: false, message }`, and MiniMax's
 * `{ base_resp: { status_code, status_msg } }`.
 */
export function isHiddenRefusal({
  choices,
  code,
  msg,
  success,
  message,
  base_resp: base,
}: JsonRecord): boolean {
  if (Array.isArray(choices) && choices.length > 0) return false
  const { status_code: status } = asRecord(base)
  const isCoded = !fine.includes(code) && typeof (msg ?? message) === 'string'
  return success === false || isCoded || !fine.includes(status)
}
