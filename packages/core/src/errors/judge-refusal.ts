import { defined } from '../options/defined.ts'
import { bodyHintMs } from '../retry-after/body-hint.ts'
import { headerHintMs } from '../retry-after/header-hint.ts'
import type { HeadersLike } from '../retry-after/header-of.ts'
import { limitResetMs, type LimitResetHeaders } from '../retry-after/limit-reset.ts'
import { serverTime } from '../retry-after/server-time.ts'
import { commonErrorRules } from './common-rules.ts'
import { fitsRule, type ErrorRule, type RuleFacts } from './error-rule.ts'
import { failureRules, type Failure, type FailureKind } from './failure.ts'
import { kindOfStatus } from './kind-of-status.ts'

/** A refused request, or an error object inside a good answer. */
export interface Refusal {
  /** HTTP status of the refusal; undefined for an error inside a good answer that has none of its own. */
  readonly status: number | undefined
  /** What the vendor said, as {@link readVendorError} reads it. */
  readonly said: RuleFacts
  /** The table. @default commonErrorRules */
  readonly rules?: readonly ErrorRule[]
  readonly headers?: HeadersLike | undefined
  /** The bodies in which a hint of when to come back may stand. */
  readonly bodies: readonly unknown[]
  /** The limit headers that count after a rate limit. @default those of the common vendors */
  readonly limits?: readonly LimitResetHeaders[] | undefined
  /** Unix time in ms, for dates. */
  readonly now: number
}

/** Kinds of failure that pass: only their hints of when to come back are read. */
const passing: readonly FailureKind[] = ['quota', 'rate-limit', 'overloaded', 'server', 'timeout']

/**
 * What a refusal means: by the first rule that fits, else by its status. One that no rule names, of a status that tells nothing
 * more (400, 404 …), is a guess: see {@link Failure.isGuess}.
 */
export function judgeRefusal(refusal: Refusal): Failure & { readonly rule?: ErrorRule } {
  const { status, said, rules = commonErrorRules } = refusal
  const rule = rules.find((each) => fitsRule(each, status, said))
  const known = rule?.kind ?? (status === undefined ? 'server' : kindOfStatus(status))
  const kind = known ?? 'bad-request'
  return defined({
    kind,
    scope: rule?.scope ?? failureRules[kind].scope,
    status,
    retryAfterMs: passing.includes(kind) ? hintOf(refusal, kind) : undefined,
    isGuess: known === undefined ? true : undefined,
    rule,
  })
}

/** When the vendor says a call may work again: in headers, in the body, or by the reset of a limit that is used up. */
function hintOf({ headers, bodies, limits, now }: Refusal, kind: FailureKind): number | undefined {
  const exactMs = headerHintMs(headers, now)
  if (exactMs !== undefined) return exactMs
  const serverNow = serverTime(headers, now)
  for (const body of bodies) {
    const bodyMs = bodyHintMs(body, serverNow)
    if (bodyMs !== undefined) return bodyMs
  }
  return kind === 'rate-limit' ? limitResetMs(headers, now, limits) : undefined
}
