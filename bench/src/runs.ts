import { createBalancer, roundRobin } from '@llm-balancer/core'
import {
  ConsecutiveBreaker,
  ExponentialBackoff,
  circuitBreaker,
  handleAll,
  retry,
  timeout,
  TimeoutStrategy,
  wrap,
} from 'cockatiel'
import { measure, report } from './measure.ts'

const targets = ['a', 'b', 'c'].map((id) => ({ id, client: id }))

/** The cost of one run over three healthy targets, compared with a hand-written combination of other libraries. */
export async function benchRuns(): Promise<void> {
  const policies = wrap(
    retry(handleAll, { maxAttempts: 2, backoff: new ExponentialBackoff() }),
    circuitBreaker(handleAll, { halfOpenAfter: 30_000, breaker: new ConsecutiveBreaker(5) }),
    timeout(60_000, TimeoutStrategy.Aggressive),
  )
  const balancer = createBalancer({ targets, strategy: roundRobin() })
  const adaptive = createBalancer({ targets })
  const signal = new AbortController().signal
  const work = (client: string): Promise<string> => Promise.resolve(client)
  report('one run, three healthy targets', [
    await measure('cockatiel wrap(retry, breaker, timeout)', 20_000, () => policies.execute(() => work('a'))),
    await measure('balancer.run, roundRobin', 20_000, () => balancer.run(work)),
    await measure('balancer.run, peakEwma', 20_000, () => adaptive.run(work)),
    await measure('balancer.run, signal and deadline', 20_000, () =>
      balancer.run(work, { signal, deadlineMs: 60_000 }),
    ),
    await measure('balancer.runWithTrail', 20_000, () => balancer.runWithTrail(work)),
  ])
  await Promise.all([balancer.close(), adaptive.close()])
}
