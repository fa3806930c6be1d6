/** cockatiel's own breakers and backoffs, and streams of every kind, are accepted without a type of cockatiel's in the API. */
import type { IBackoffFactory, IBreaker, IHalfOpenAfterBackoffContext } from 'cockatiel'
import { ConsecutiveBreaker, CountBreaker, ExponentialBackoff, IterableBackoff } from 'cockatiel'
import type { CockatielBreaker, ResetBackoff, ResetTimeout } from './index.ts'
import { cockatielBreaker, createCircuitBreaker } from './index.ts'

declare const breaker: IBreaker
declare const backoff: IBackoffFactory<IHalfOpenAfterBackoffContext>

export const breakers: readonly CockatielBreaker[] = [
  breaker,
  new ConsecutiveBreaker(5),
  new CountBreaker({ threshold: 0.5, size: 20 }),
]

export const backoffs: readonly ResetBackoff[] = [
  backoff,
  new ExponentialBackoff(),
  new IterableBackoff([1000, 5000]),
]

export const timeouts: readonly ResetTimeout[] = [
  1000,
  { baseMs: 1000 },
  (openings) => openings * 1000,
  backoff,
]

createCircuitBreaker({ trip: cockatielBreaker(() => breaker), resetTimeoutMs: backoff })

// @ts-expect-error -- a growth needs its base
createCircuitBreaker({ resetTimeoutMs: { factor: 2 } })
// @ts-expect-error -- a breaker counts failures and has a state
cockatielBreaker(() => ({ success: () => undefined }))

declare const stream: ReadableStream<string>
export const texts: AsyncGenerator<string> = createCircuitBreaker().executeStream(() => stream)
