import type { FailureKind } from './failure.ts'

/**
 * Words that decide the kind in place of a status up to `lastStatus`, most specific first. Sources: the vendors' error pages,
 * autumn 2026.
 */
const tellingWords: readonly (readonly [RegExp, FailureKind, lastStatus: number])[] = [
  [
    /insufficient_quota|credit_balance_exhausted|(spend|usage)_limit_(exceeded|reached)|credit balance is too low|reached your specified api usage limits/,
    'quota',
    429,
  ],
  [/api_key_invalid|invalid_api_key/, 'auth', 403],
  [
    /context_length_exceeded|prompt is too long|input token count|too many tokens|maximum context length/,
    'context-length',
    422,
  ],
  [/content_filter|content_policy_violation|responsibleaipolicyviolation/, 'content-policy', 403],
  [/model_not_found|model_decommissioned/, 'model-not-found', 404],
  [/\bslow_down\b/, 'overloaded', 429],
]

/** From the next status on, no words of an error change its kind. */
export const lastToldStatus: number = Math.max(...tellingWords.map(([, , last]) => last))

const kinds: Readonly<Record<number, FailureKind>> = {
  401: 'auth',
  402: 'quota',
  403: 'permission',
  408: 'timeout',
  413: 'context-length',
  425: 'overloaded',
  429: 'rate-limit',
  498: 'overloaded',
  499: 'aborted',
  503: 'overloaded',
  504: 'timeout',
  529: 'overloaded',
}

/** The kind of a refusal. `words` are the texts of the error, in lower case. */
export function kindByStatus(status: number, words: string): FailureKind {
  const [, telling] = tellingWords.find(([pattern, , last]) => status <= last && pattern.test(words)) ?? []
  if (telling !== undefined) return telling
  if (status === 404 && words.includes('model')) return 'model-not-found'
  return kinds[status] ?? (status < 500 ? 'bad-request' : 'server')
}

const networkWords =
  /e(conn|pipe|notfound|ai_again)|unreach|und_err|fetch failed|failed to fetch|socket|network|connection|terminated|certificate|\b(tls|ssl)\b|aborterror/

/** The kind of an error without a status. */
export function kindByWords(error: unknown, words: string): FailureKind {
  if (/timeout|timed ?out/.test(words)) return 'timeout'
  if (networkWords.test(words)) return 'network'
  if (isA(error, SyntaxError)) return 'invalid-response'
  return [TypeError, RangeError, ReferenceError].some((kind) => isA(error, kind)) ? 'bad-request' : 'server'
}

function isA(error: unknown, kind: ErrorConstructor): boolean {
  try {
    return error instanceof kind
  } catch {
    // A proxy may throw when its prototype is read.
    return false
  }
}
