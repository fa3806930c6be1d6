import { ProviderError } from '@llm-balancer/core'
import type { Refusal } from '../scenario/server-conditions.ts'

const meanings = {
  503: { kind: 'overloaded', message: 'overloaded' },
  500: { kind: 'server', message: 'internal error' },
  429: { kind: 'rate-limit', message: 'too many requests' },
} as const

/** A refusal of a scenario, or a failure on the way to the first content. */
export type AnyRefusal = Omit<Refusal, 'status'> & { readonly status: keyof typeof meanings }

/** What an adapter throws for a refusal. */
export function refusalError(
  provider: string,
  { status, retryAfterMs }: Pick<AnyRefusal, 'status' | 'retryAfterMs'>,
): ProviderError {
  return new ProviderError({ ...meanings[status], provider, status, retryAfterMs })
}

/** What an adapter throws when no connection is made. */
export function connectionError(provider: string): ProviderError {
  return new ProviderError({ kind: 'network', message: 'connection refused', provider })
}
