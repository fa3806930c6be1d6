import { BalancerError, readProperty, systemCode } from '@llm-balancer/core/errors'

/** What a call failed with, in one line. Messages of the balancer's errors hold no secret; those of others are not shown. */
export function failureText(error: unknown): string {
  if (!BalancerError.isInstance(error)) return 'the call failed'
  const code = systemCode(error)
  return code === undefined || error.message.includes(code) ? error.message : `${error.message} (${code})`
}

/** The same for programs. */
export function failureJson(error: unknown): {
  readonly code: string
  readonly kind?: string
  readonly message: string
} {
  const code: unknown = readProperty(error, 'code')
  const kind: unknown = readProperty(error, 'kind')
  return {
    code: BalancerError.isInstance(error) && typeof code === 'string' ? code : 'failed',
    ...(typeof kind === 'string' ? { kind } : {}),
    message: failureText(error),
  }
}
