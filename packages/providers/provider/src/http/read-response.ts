import { describeValue, readProperty } from '@llm-balancer/core/options'
import { InvalidAnswerError } from './invalid-answer-error.ts'

/** The parts of a response that are used. The body can be read as long as it was not read before. */
export type ReceivedResponse = {
  /** True for a status from 200 to 299. */
  readonly ok: boolean
  readonly status: number
  readonly headers: Headers
  readonly body: ReadableStream<Uint8Array> | null
}

/**
 * Reads what a `fetch` of the caller gave: a genuine `Response`, or a value of the same shape (another implementation, a fake
 * of a test).
 *
 * @param giver begins the message: what gave the value
 * @throws InvalidAnswerError for anything else, saying what it was
 */
export function readResponse(given: unknown, giver = '"fetch"'): ReceivedResponse {
  const refuse = (name?: string): InvalidAnswerError => {
    const part =
      name === undefined ? '' : ` in which "${name}" is ${describeValue(readProperty(given, name))}`
    return new InvalidAnswerError(`${giver} gave ${describeValue(given)}${part}; it must give a Response`)
  }
  if (typeof given !== 'object' || given === null) throw refuse()
  const status = readProperty(given, 'status')
  // 0 is the status of a redirect that a browser does not follow.
  if (!isStatus(status)) throw refuse('status')
  const headers = toHeaders(readProperty(given, 'headers'))
  if (headers === undefined) throw refuse('headers')
  const body = readProperty(given, 'body')
  if (!isBody(body)) throw refuse('body')
  return { ok: status >= 200 && status <= 299, status, headers, body }
}

function isStatus(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 599
}

function isBody(value: unknown): value is ReceivedResponse['body'] {
  return value === null || typeof readProperty(value, 'getReader') === 'function'
}

function toHeaders(value: unknown): Headers | undefined {
  if (value instanceof Headers) return value
  if (typeof value !== 'object' || value === null) return undefined
  try {
    return new Headers(value as HeadersInit)
  } catch {
    return undefined
  }
}
