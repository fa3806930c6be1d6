import { describeType, isHeaderSafe, subjectOf } from '@llm-balancer/core/options'

/** A key, or a function that gives the current one before each request (rotating tokens). */
export type ApiKey = string | (() => string | PromiseLike<string>)

/**
 * Checks a key where it is configured: a string that an HTTP header can carry, or a function. A missing one is refused too.
 *
 * @throws TypeError naming the option and the two things it may be; never the key.
 */
export function checkApiKey(name: string, value: unknown, owner?: string): ApiKey {
  if (typeof value === 'function') return value as ApiKey
  const subject = subjectOf(name, owner)
  const ways = 'pass a string or a function that gives one'
  if (value === undefined || value === null || value === '') {
    throw new TypeError(`${subject} is missing; ${ways}`)
  }
  if (typeof value !== 'string') {
    throw new TypeError(`${subject} must be a key, got ${describeType(value)}; ${ways}`)
  }
  if (isHeaderSafe(value)) return value
  throw new TypeError(`${subject} holds characters that a header cannot carry, such as a line end`)
}
