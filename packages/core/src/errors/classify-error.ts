import { defined } from '../options/defined.ts'
import { readProperty } from '../options/read-property.ts'
import { headerHintMs } from '../retry-after/header-hint.ts'
import type { HeadersLike } from '../retry-after/header-of.ts'
import { errorChain } from './error-chain.ts'
import { failureRules, type Failure } from './failure.ts'
import { isStatus } from './failure-fields.ts'
import { kindByStatus, kindByWords, lastToldStatus } from './failure-words.ts'
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
  const chain = errorChain(error)
  let status: number | undefined
  let headers: unknown
  for (const link of chain) {
    const response = readProperty(link, 'response')
    status ??= statusOf(link) ?? statusOf(response)
    headers ??=
      readProperty(link, 'headers') ??
      readProperty(link, 'responseHeaders') ??
      readProperty(response, 'headers')
  }
  const kind =
    status === undefined
      ? kindByWords(error, wordsIn(chain))
      : kindByStatus(status, status > lastToldStatus ? '' : wordsIn(chain))
  const retryAfterMs = headerHintMs((headers ?? undefined) as HeadersLike | undefined, now)
  return defined({ kind, scope: failureRules[kind].scope, status, retryAfterMs })
}

/** Everything that the errors and their bodies say, in lower case. */
function wordsIn(chain: readonly object[]): string {
  let words = ''
  for (const link of chain) {
    const body = readProperty(link, 'error')
    words += wordsOf(link) + wordsOf(body) + wordsOf(readProperty(body, 'error'))
  }
  return words
}

function statusOf(shape: unknown): number | undefined {
  if (shape === undefined || shape === null) return undefined
  const status = readProperty(shape, 'status')
  if (isStatus(status)) return status
  const statusCode = readProperty(shape, 'statusCode')
  return isStatus(statusCode) ? statusCode : undefined
}

function wordsOf(shape: unknown): string {
  if (typeof shape !== 'object' && typeof shape !== 'function') return ''
  let words = ''
  for (const name of tellingNames) {
    const word = readProperty(shape, name)
    if (typeof word === 'string') words += `${word.slice(0, longestWord).toLowerCase()}\n`
  }
  return words
}
