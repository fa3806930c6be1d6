import type { HttpAnswer, HttpClient, ProviderError } from '@llm-balancer/provider'

/**
 * What an error object inside a good answer means. It has no status of its own; the one type that says too little by
 * itself is given the one it would have had.
 */
export function errorIn(http: HttpClient, answer: HttpAnswer, body: unknown): ProviderError {
  const isInvalid = JSON.stringify(body).includes('"invalid_request_error"')
  return http.classify(body, isInvalid ? { ...answer, status: 400 } : answer)
}
