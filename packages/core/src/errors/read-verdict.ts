import { defined } from '../options/defined.ts'
import { misuse, type ReportMisuse } from '../options/misuse.ts'
import { readProperty } from '../options/read-property.ts'
import { classifyError } from './classify-error.ts'
import { failureRules, type Failure, type FailureKind } from './failure.ts'
import { isFailureKind, isFailureScope, isHint, isStatus } from './failure-fields.ts'

/** A user's classifier, and what it is called with. */
export interface VerdictOptions<Context extends { readonly now: number }> {
  /** Gives a kind, a whole failure, or undefined to leave it to {@link classifyError}. */
  readonly classify?: ((error: unknown, context: Context) => unknown) | undefined
  /** Its second argument. `now` is Unix time in ms, for dates in headers. */
  readonly context: Context
  /** Hears what is wrong with the classifier or its answer, under `classify`. */
  readonly report?: ReportMisuse | undefined
}

/**
 * The failure that an error means: by the user's classifier, or else by {@link classifyError}. The only reader of what a
 * classifier gives. A classifier that throws, gives a promise, or a kind that does not exist, is reported and ignored; an
 * invalid `scope`, `status` or `retryAfterMs` is reported, and the kind's own scope, or what the error itself says, takes its
 * place. An infinite `retryAfterMs` is valid: the same call never works again by itself. Never throws.
 */
export function readVerdict<Context extends { readonly now: number }>(
  error: unknown,
  { classify, context, report }: VerdictOptions<Context>,
): Failure {
  const usual = classifyError(error, context.now)
  if (classify === undefined) return usual
  try {
    const verdict = classify(error, context)
    if (verdict === undefined) return usual
    const kind = kindOf(verdict)
    const { isGuess: _, ...facts } = usual
    const named = { ...facts, kind, scope: failureRules[kind].scope }
    return verdict === kind ? named : failureIn(verdict, named, report)
  } catch (cause) {
    report?.('classify', cause)
    return usual
  }
}

/** @throws TypeError when the verdict names no kind of failure */
function kindOf(verdict: unknown): FailureKind {
  const kind = typeof verdict === 'string' ? verdict : readProperty(verdict, 'kind')
  if (isFailureKind(kind)) return kind
  throw misuse('classify', 'a kind of failure, a failure, or undefined', verdict)
}

/** A whole failure, with the fields of `fallback` in place of invalid ones. */
function failureIn(verdict: unknown, fallback: Failure, report: ReportMisuse | undefined): Failure {
  const read = <Value>(
    name: keyof Failure,
    ...[isValid, must]: [isValid: (value: unknown) => value is Value, must: string]
  ): Value | undefined => {
    const value = readProperty(verdict, name)
    if (value === undefined || isValid(value)) return value
    report?.('classify', misuse(`classify ${name}`, must, value))
    return fallback[name] as Value | undefined
  }
  return defined({
    kind: fallback.kind,
    scope: read('scope', isFailureScope, 'a scope of failures') ?? fallback.scope,
    status: read('status', isStatus, 'an HTTP status'),
    retryAfterMs: read('retryAfterMs', isHint, 'milliseconds ≥ 0'),
    isGuess: readProperty(verdict, 'isGuess') === true ? true : undefined,
  })
}
