import type { Random } from '@llm-balancer/core/time'
import { ConstantBackoff, DelegateBackoff, ExponentialBackoff } from 'cockatiel'
import type { CompleteResetTimeout, ResetBackoff, ResetBackoffContext, ResetGrowth } from './reset-timeout.ts'

/** Any form of the open time as a backoff of cockatiel. */
export function resetBackoff(timeout: CompleteResetTimeout, random: Random): ResetBackoff {
  if (typeof timeout === 'number') return new ConstantBackoff(timeout)
  if (typeof timeout === 'function')
    return new DelegateBackoff<ResetBackoffContext>(({ attempt }) => timeout(attempt, random))
  return 'next' in timeout ? timeout : growingBackoff(timeout)
}

function growingBackoff({ baseMs, factor, maxMs }: Required<ResetGrowth>): ResetBackoff {
  return new ExponentialBackoff<number>({
    initialDelay: baseMs,
    exponent: factor,
    maxDelay: maxMs,
    // cockatiel's own generators double whatever the exponent, and draw from Math.random.
    generator: (step = 0, options) => [
      Math.min(options.maxDelay, options.initialDelay * options.exponent ** step),
      step + 1,
    ],
  })
}
