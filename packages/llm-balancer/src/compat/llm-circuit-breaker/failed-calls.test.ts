import { createCircuitBreaker } from '@llm-balancer/circuit-breaker'
import { ProviderError } from '@llm-balancer/core'
import { describe, expect, it } from 'vitest'
import { FailedCalls } from './failed-calls.ts'
import { withResponse } from './send-call.ts'
import type { LLMCallError } from './types.ts'

describe('failures in a row', () => {
  it('open the circuit at the threshold, and a success ends the row', () => {
    const calls = new FailedCalls(2)
    expect([calls.failure(1000), calls.failure(1001)]).toEqual([false, true])
    calls.success()
    expect(calls.failure(1002)).toBe(false)
    calls.reset()
    expect([calls.failure(1003), calls.failure(1004)]).toEqual([false, true])
  })

  it('count together when one follows the other within a minute, and no later', () => {
    const calls = new FailedCalls(2)
    calls.failure(1000)
    expect(calls.failure(61_000)).toBe(true)
    expect(calls.failure(121_001)).toBe(false)
  })

  it('do not survive a restart', () => {
    const circuit = createCircuitBreaker({ trip: { createCounter: () => new FailedCalls(3) } })
    circuit.acquire()?.release('failure')
    expect(circuit.toJSON()).toEqual({ state: 'closed', openings: 0, openUntil: 0 })
  })
})

describe('the answer of the service on an error', () => {
  const dataOf = (body: string): unknown => {
    const error = new ProviderError({ message: 'refused', kind: 'server', provider: 'acme' })
    const failed = withResponse(error, { status: 500, body }, { secrets: [], prompts: [] })
    return (failed as unknown as LLMCallError).response?.data
  }

  it.each(['[', '{"a":'])('is cut off where it is nested too deeply in %s', (open) => {
    const close = open === '[' ? ']' : '}'
    const nested = (depth: number): string => `${open.repeat(depth)}1${close.repeat(depth)}`
    expect(JSON.stringify(dataOf(nested(8)))).toContain('1')
    expect(JSON.stringify(dataOf(nested(9)))).not.toContain('1')
  })
})
