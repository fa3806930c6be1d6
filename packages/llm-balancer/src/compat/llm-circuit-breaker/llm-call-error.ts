import type { ProviderError } from '@llm-balancer/core'
import { redact, type Unshown } from '../../errors/redact.ts'
import { parseJson } from './parse-json.ts'

/** What the service answered to a failed call. */
export interface LLMCallResponse {
  readonly status: number
  /**
   * The body: parsed where it is JSON, else its text. Keys, header values and echoes of the request are taken out of it,
   * and each text in it is cut to 300 characters.
   */
  readonly data: unknown
}

/** What `LLMCircuitBreaker.call` throws for a failed attempt. */
export type LLMCallError = Error &
  Omit<ProviderError, 'response'> & {
    /** Absent when there was no answer. Not enumerable: what a service says does not belong in logs. */
    readonly response?: LLMCallResponse
  }

/** Values nested deeper than this are left out of `response.data`. */
const deepest = 8

/** Makes the error of a failed attempt a {@link LLMCallError}: puts the answer of the service on it, without secrets. */
export function withResponse(
  error: ProviderError,
  { status, body }: { readonly status: number; readonly body: string },
  unshown: Unshown,
): LLMCallError {
  const data = clean(parseJson(body) ?? body, unshown, deepest)
  const failed: Error & Omit<ProviderError, 'response'> = error
  return Object.defineProperty(failed, 'response', { value: { status, data } })
}

function clean(value: unknown, unshown: Unshown, depth: number): unknown {
  if (typeof value === 'string') return redact(value, unshown)
  if (typeof value !== 'object' || value === null) return value
  if (depth === 0) return undefined
  if (Array.isArray(value)) return value.map((item) => clean(item, unshown, depth - 1))
  const entries = Object.entries(value).map(([name, item]) => [
    redact(name, unshown),
    clean(item, unshown, depth - 1),
  ])
  return Object.fromEntries(entries) as unknown
}
