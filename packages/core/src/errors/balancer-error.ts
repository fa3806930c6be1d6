import { readProperty } from '../options/read-property.ts'

const marker: unique symbol = Symbol.for('llm-balancer.error') as never

/** What went wrong, in one word. A closed set: switch over it instead of testing classes. */
export type BalancerErrorCode =
  | 'no-target-available'
  | 'all-targets-failed'
  | 'deadline-exceeded'
  | 'stream-interrupted'
  | 'circuit-open'
  | 'rate-limited'
  | 'budget-exceeded'
  | 'provider-failed'
  | 'state-unavailable'
  | 'strategy-failed'
  | 'balancer-closed'

/**
 * The base of every error this family of packages throws on its own account. Recognise it with
 * {@link BalancerError.isInstance}, which also works when two copies of a package are installed.
 */
export class BalancerError extends Error {
  override readonly name: string = 'BalancerError'
  /** What went wrong, in one word. */
  declare readonly code: BalancerErrorCode
  /** When it is worth coming back, in ms, where that is known. */
  declare readonly retryAfterMs?: number | undefined

  /** @param options the cause; every other entry that is not undefined becomes a field of the error */
  constructor(
    message: string,
    code: BalancerErrorCode,
    options: { readonly cause?: unknown; readonly [field: string]: unknown } = {},
  ) {
    super(message, options)
    const fields = this as Record<string, unknown>
    fields['code'] = code
    for (const name of Object.keys(options))
      if (name !== 'cause' && options[name] !== undefined) fields[name] = options[name]
    Object.defineProperty(this, marker, { value: code })
  }

  /** True for an error of this family, also of another copy of the package. */
  static isInstance(error: unknown): error is BalancerError {
    return errorCodeOf(error) !== undefined
  }
}

/** The code an error of this family was marked with, or undefined for any other value. */
export function errorCodeOf(error: unknown): string | undefined {
  const code = readProperty(error, marker)
  return typeof code === 'string' ? code : undefined
}
