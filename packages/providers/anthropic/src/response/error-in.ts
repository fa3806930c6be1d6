import type { HttpAnswer, HttpClient, ProviderError } from '@llm-balancer/provider'

/**
 * The meaning of an error object inside a good answer. It has no status of its own; the one type that is ambiguous without
 * it gets the status it would have had.
 */
export function errorIn(http: HttpClient, answer: HttpAnswer, body: unknown): ProviderError {
  const isInvalid = JSON.stringify(body).includes('"invalid_request_error"')
  return http.classify(body, isInvalid ? { ...answer, status: 400 } : answer)
}
