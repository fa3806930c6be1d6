import { defined } from '../options/defined.ts'
import { readProperty } from '../options/read-property.ts'
import { headerHintMs } from '../retry-after/header-hint.ts'
import type { HeadersLike } from '../retry-after/header-of.ts'
import { errorChain } from './error-chain.ts'
import { failureRules, type Failure } from './failure.ts'
import { kindByStatus, kindByWords } from './failure-words.ts'
import { ownFailure } from './own-failure.ts'

/** Where an error, or the body in it, says what happened, and how much of each place is read. */
const tellingNames = ['name', 'code', 'type', 'message', 'status', 'responseBody']
const longestWord = 2000

/**
 * Says what an error means by its shape alone, so that any client works as it is: this family's own errors, those of the
 * official SDKs and of the AI SDK (`status`/`statusCode`, `headers`/`responseHeaders`, `code`, `type`), `AbortError`,
 * `TimeoutError`, and the `cause` chains of `fetch`. Any value gives a failure, also one whose properties cannot be read; it
 * never throws.
 *
 * @param now Unix time in ms, for dates in headers
 */
export function classifyError(error: unknown, now: number): Failure {
  const own = ownFailure(error)
  if (own !== undefined) return own
  let status: number | undefined
  let headers: unknown
  let words = ''
  for (const link of errorChain(error)) {
    const response = readProperty(link, 'response')
    const body = readProperty(link, 'error')
    status ??= statusOf(link) ?? statusOf(response)
    headers ??=
      readProperty(link, 'headers') ??
      readProperty(link, 'responseHeaders') ??
      readProperty(response, 'headers')
    for (const part of [link, body, readProperty(body, 'error')]) words += wordsOf(part)
  }
  const kind = status === undefined ? kindByWords(error, words) : kindByStatus(status, words)
  const retryAfterMs = headerHintMs(headers as HeadersLike | undefined, now)
  return defined({ kind, scope: failureRules[kind].scope, status, retryAfterMs })
}

function statusOf(shape: unknown): number | undefined {
  return [readProperty(shape, 'status'), readProperty(shape, 'statusCode')].find(
    (status): status is number => typeof status === 'number' && status >= 100 && status <= 599,
  )
}

function wordsOf(shape: unknown): string {
  if (typeof shape !== 'object' && typeof shape !== 'function') return ''
  return tellingNames
    .map((name) => readProperty(shape, name))
    .filter((word) => typeof word === 'string')
    .map((word) => `${word.slice(0, longestWord).toLowerCase()}\n`)
    .join('')
}
