import { defined } from '../options/defined.ts'
import { headerHintMs } from '../retry-after/header-hint.ts'
import { errorChain } from './error-chain.ts'
import { failureRules, type Failure } from './failure.ts'
import { judgeRefusal } from './judge-refusal.ts'
import { kindByWords } from './kind-by-words.ts'
import { ownFailure } from './own-failure.ts'
import { readChain } from './read-chain.ts'

/**
 * Says what an error means by its shape alone, so that any client works as it is: this family's own errors, those of the
 * official SDKs (OpenAI's and its relatives, Anthropic's, Google's, Mistral's, Cohere's, AWS') and of the AI SDK, `AbortError`,
 * `TimeoutError`, and the `cause` chains of `fetch`. A refusal is judged by {@link commonErrorRules}, as in adapters. Any value
 * gives a failure, also one whose properties cannot be read; it never throws.
 *
 * `retryAfterMs` is the error's own, else what headers, the body and, after a rate limit, limits that are used up say.
 *
 * @param now Unix time in ms, for dates in headers
 */
export function classifyError(error: unknown, now: number): Failure {
  const own = ownFailure(error)
  if (own !== undefined) return own
  const chain = errorChain(error)
  const { status, said, hintMs, ...places } = readChain(chain)
  // A good status says nothing of why there is an error.
  const refused = status !== undefined && status >= 300 ? status : said.status
  const { rule, ...judged } = judgeRefusal({ ...places, said, now, status: refused })
  const retryAfterMs = hintMs ?? judged.retryAfterMs ?? headerHintMs(places.headers, now)
  const facts = { status: status ?? refused, retryAfterMs }
  if (rule !== undefined || refused !== undefined) return defined({ ...judged, ...facts })
  const kind = status === undefined ? kindByWords(error, chain) : 'invalid-response'
  return defined({ ...facts, kind, scope: failureRules[kind].scope })
}
