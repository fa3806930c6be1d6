import { guardCases, seededRandom } from '@llm-balancer/core/testing'
import { describe, expect, it } from 'vitest'
import type { CircuitBreakerOptions } from './options/circuit-breaker-options.ts'
import { engines } from './test/engines.ts'

describe.each(engines)('the guard on $engine', ({ create }) => {
  const random = (): CircuitBreakerOptions => ({ random: seededRandom(1) })

  it.each(guardCases(() => create(random())))('$name', ({ run }) => {
    expect(run).not.toThrow()
  })

  it.each(guardCases(() => create({ ...random(), successThreshold: 4, maxProbes: 2 })))(
    'with two probes at a time $name',
    ({ run }) => {
      expect(run).not.toThrow()
    },
  )
})
