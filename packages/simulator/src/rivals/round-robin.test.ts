import { expect, it } from 'vitest'
import { inTurn } from './round-robin.ts'

it.each([
  { draw: 0, order: [1, 2, 0, 1] },
  { draw: 0.34, order: [2, 0, 1, 2] },
  { draw: 0.99, order: [0, 1, 2, 0] },
])('asks each in turn, once, from a target drawn with $draw: $order', ({ draw, order }) => {
  const targets = ['a', 'b', 'c'].map((name) => ({ name, server: {} }))
  const policy = inTurn({ random: () => draw, targets, inFlight: [0, 0, 0] })
  const call = {
    request: { id: 1, inputTokens: 0, outputTokens: 0, session: undefined, prefixTokens: 0 },
    isStreaming: false,
    attempts: 0,
    tried: [],
  }
  expect(order.map(() => policy.pick(call, 0))).toEqual(order)
  expect(policy.maxAttempts).toBe(1)
})
