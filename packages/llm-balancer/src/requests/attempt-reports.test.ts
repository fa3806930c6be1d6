import type { Attempt, AttemptFacts } from '@llm-balancer/core'
import { describe, expect, it } from 'vitest'
import { Continuation } from './continuation.ts'
import { notResumed } from './not-resumed.ts'
import { TextTokens } from './text-tokens.ts'

const handle = () => {
  const reported: AttemptFacts[] = []
  const attempt: Attempt = {
    number: 1,
    target: { id: 'a' } as Attempt['target'],
    signal: new AbortController().signal,
    remainingMs: Infinity,
    failed: [],
    report: (facts) => reported.push(facts),
  }
  return { attempt, reported }
}
const continuing = (attempt: Attempt): Attempt =>
  new Continuation({ messages: [{ role: 'user', content: 'Hello' }] }).begin(attempt)

describe.each([
  ['an answer that may be continued', continuing],
  ['an answer that is not resumed', notResumed],
])('a report of %s', (_, around) => {
  it.each([undefined, null, 'usage', { usage: null }, { usage: { outputTokens: 3 } }])(
    'reaches the attempt as it is: %j',
    (facts) => {
      const { attempt, reported } = handle()
      around(attempt).report(facts as AttemptFacts)
      expect(reported).toEqual([facts])
    },
  )

  it('reads limits only when they are asked for', () => {
    const { attempt, reported } = handle()
    let asked = 0
    const get = (): readonly never[] => {
      asked += 1
      return []
    }
    around(attempt).report(Object.defineProperty({}, 'limits', { enumerable: true, get }))
    expect(asked).toBe(0)
    expect(reported[0]?.limits).toEqual([])
  })
})

describe('an answer that is not resumed', () => {
  it('is over from the beginning, and tells how its cancelling ends', async () => {
    const { attempt, reported } = handle()
    const failed = new Error('not cancelled')
    const cancel: () => unknown = () => Promise.reject(failed)
    notResumed(attempt).report({ resumable: { isOpen: true, position: 7, cancel } })
    expect(reported[0]?.resumable).toMatchObject({ isOpen: false, position: 0 })
    await expect((reported[0]?.resumable as { cancel(): unknown }).cancel()).rejects.toBe(failed)
  })
})

describe('tokens of a text', () => {
  it.each([NaN, -1, '9', {}])('are estimated where %j was told', (outputTokens) => {
    const estimated = new TextTokens().of('ten words that some model has said')
    const tokens = new TextTokens()
    tokens.begin(0)
    tokens.hear({ outputTokens })
    expect(tokens.of('ten words that some model has said')).toBe(estimated)
  })
})
