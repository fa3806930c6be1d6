import { createFakeClock, seededRandom } from '@llm-balancer/core/testing'
import { expect, it } from 'vitest'
import { createCircuitBreaker, type CircuitBreakerOptions } from './index.ts'

/** Ten minutes of 200 calls/s of which 0.2 % fail at random. */
async function playHealthyTraffic(
  options: CircuitBreakerOptions,
): Promise<{ opened: number; rejected: number }> {
  const clock = createFakeClock()
  const random = seededRandom(1)
  const breaker = createCircuitBreaker({ clock, random, ...options })
  let opened = 0
  let rejected = 0
  breaker.on('opened', () => (opened += 1))
  for (let call = 0; call < 120_000; call += 1) {
    if (call % 200 === 0) await clock.advance(1000)
    const permit = breaker.acquire()
    if (permit === null) rejected += 1
    else permit.release(random() < 0.002 ? 'failure' : 'success')
  }
  return { opened, rejected }
}

it('the default does not open for a healthy service, however much it is called', async () => {
  expect(await playHealthyTraffic({})).toEqual({ opened: 0, rejected: 0 })
})

it('a count of failures within a minute opens again and again for the same service', async () => {
  const { opened, rejected } = await playHealthyTraffic({ failureThreshold: 5, windowMs: 60_000 })
  expect(opened).toBeGreaterThan(10)
  expect(rejected / 120_000).toBeGreaterThan(0.5)
})
