import type { Outcome } from '@llm-balancer/core'
import { callFacts } from '@llm-balancer/core/testing'
import { describe, expect, it } from 'vitest'
import { engines } from './test/engines.ts'
import { setScene } from './test/scene.ts'

describe.each(engines)('as a guard, on $engine', ({ create }) => {
  it('uses the time it is given, and counts the failures that are the target’s fault', () => {
    const { breaker, clock } = setScene(create)
    const call = callFacts()
    const outcome = (kind: 'server' | 'rate-limit', scope: 'target' | 'key'): Outcome => ({
      type: 'failure',
      durationMs: 5,
      kind,
      scope,
    })
    const guard = breaker
    const now = clock.now() + 50_000
    for (let time = 0; time < 9; time += 1) guard.acquire(now)?.release(outcome('rate-limit', 'key'), now)
    expect(guard.availableAt(now)).toBe(now)
    for (let time = 0; time < 3; time += 1) guard.acquire(now)?.release(outcome('server', 'target'), now)
    expect(guard.availableAt(now)).toBe(now + 1000)
    expect(Reflect.apply(guard.acquire.bind(guard), undefined, [now, call])).toBeNull()
    expect(guard.name).toBe('circuit-open')
  })
})
