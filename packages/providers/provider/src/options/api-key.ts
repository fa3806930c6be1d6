import { describe } from './check-options.ts'

/** A key, or a function that gives the current one before each request (rotating tokens). */
export type ApiKey = string | (() => string | PromiseLike<string>)

/**
 * Checks a key where it is configured.
 *
 * @throws TypeError naming the option and the two things it may be; never the key.
 */
export function checkApiKey(owner: string, value: unknown): void {
  if (typeof value === 'function') return
  const ways = 'pass a string or a function that gives one'
  if (value === undefined || value === null || value === '') {
    throw new TypeError(`${owner}: "apiKey" is missing; ${ways}`)
  }
  if (typeof value !== 'string') throw new TypeError(`${owner}: "apiKey" is ${describe(value)}; ${ways}`)
  if (!isHeaderSafe(value)) {
    throw new TypeError(`${owner}: "apiKey" holds characters that a header cannot carry, such as a line end`)
  }
}

/** True when a text can travel as the value of an HTTP header (RFC 9110, section 5.5). */
export function isHeaderSafe(text: string): boolean {
  return /^[\t\u0020-\u007e\u0080-\u00ff]*$/.test(text)
}
