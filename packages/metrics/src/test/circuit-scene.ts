import { createCircuitBreaker, type CircuitBreaker } from '@llm-balancer/circuit-breaker'
import { createBalancer, type Balancer } from '@llm-balancer/core'
import { createFakeClock, type FakeClock } from '@llm-balancer/core/testing'
import { Client, status } from './scene.ts'

/** A balancer over one target, `a`, whose first call fails and opens its circuit for a second. */
export function circuitScene(successThreshold: number): {
  readonly clock: FakeClock
  readonly breaker: CircuitBreaker
  readonly balancer: Balancer<Client>
} {
  const clock = createFakeClock()
  const breaker = createCircuitBreaker({
    clock,
    failureThreshold: 1,
    resetTimeoutMs: 1000,
    resetJitterRatio: 0,
    successThreshold,
  })
  const client = new Client(clock, [{ fail: status(500) }])
  const balancer = createBalancer<Client>({ clock, targets: [{ id: 'a', client, guards: [breaker] }] })
  return { clock, breaker, balancer }
}
