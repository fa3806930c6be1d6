import { createCircuitBreaker } from '@llm-balancer/circuit-breaker'
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
import Opossum from 'opossum'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { measure, report } from './measure.ts'
import { print } from './print.ts'

const calls = 20_000

/** The cost of one call through a closed circuit, compared with other breakers, all with a time limit. */
export async function benchCircuitBreaker(): Promise<void> {
  const { signal } = new AbortController()
  const work = (): Promise<string> => Promise.resolve('answer')
  const readsSignal = (context: { readonly signal: AbortSignal }): Promise<string> =>
    Promise.resolve(context.signal.aborted ? '' : 'answer')
  const policies = wrap(
    retry(handleAll, { maxAttempts: 2, backoff: new ExponentialBackoff() }),
    circuitBreaker(handleAll, { halfOpenAfter: 30_000, breaker: new ConsecutiveBreaker(5) }),
    timeout(10_000, TimeoutStrategy.Aggressive),
  )
  const opossum = new Opossum(work, { timeout: 10_000 })
  const breaker = createCircuitBreaker()
  report('one call through a closed circuit, 10 s time limit', [
    await measure('cockatiel wrap(retry, breaker, timeout)', calls, () => policies.execute(work, signal)),
    await measure('opossum.fire', calls, () => opossum.fire()),
    await measure('execute, no signal', calls, () => breaker.execute(work)),
    await measure('execute, signal', calls, () => breaker.execute(work, { signal })),
    await measure('execute, signal, read by the call', calls, () => breaker.execute(readsSignal, { signal })),
  ])
  opossum.shutdown()
  print(`  an idle breaker takes ${bytesPerBreaker().toFixed(0)} bytes (goal: ≤ 2048)`)
}

const breakers = 20_000

/** Memory of an idle breaker with default options. */
function bytesPerBreaker(): number {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
  const before = process.memoryUsage().heapUsed
  const idle = Array.from({ length: breakers }, () => createCircuitBreaker())
  collect()
  const bytes = (process.memoryUsage().heapUsed - before) / breakers
  if (idle.some(({ state }) => state !== 'closed')) throw new Error('an idle breaker opened')
  return bytes
}
