import { expect, it } from 'vitest'
import type { Attempt, AttemptFacts } from '../contracts/call.ts'
import { AttemptHandle } from './attempt-handle.ts'

it('an attempt is whole in a copy, and its parts may be taken out of it', () => {
  const target = { id: 'a', weight: 1, priority: 0, tags: [] }
  const facts = { number: 2, target, signal: new AbortController().signal, remainingMs: 300, failed: [] }
  const reported: AttemptFacts[] = []
  const handle: Attempt = new AttemptHandle(facts, { report: (given) => reported.push(given) })
  const copy = { ...handle }
  expect(copy).toEqual({ ...facts, report: expect.any(Function) as unknown })
  expect(copy.signal).toBe(facts.signal)
  const { report } = copy
  report({ usage: { inputTokens: 7 } })
  expect(reported).toEqual([{ usage: { inputTokens: 7 } }])
})
