import type { Outcome } from '@llm-balancer/core'
import { describe, expect, it } from 'vitest'
import { settlementOf } from './settlement-of.ts'

describe('the end of a call', () => {
  const failure = { type: 'failure', scope: 'target', durationMs: 1 } as const
  const usage = { inputTokens: 1 }

  it.each<[Outcome, object]>([
    [
      { type: 'success', durationMs: 1, usage },
      { end: 'succeeded', usage },
    ],
    [{ type: 'neutral', durationMs: 1, unsent: true, usage }, { end: 'unsent' }],
    [
      { type: 'neutral', durationMs: 1, usage },
      { end: 'unfinished', usage },
    ],
    [{ type: 'neutral', durationMs: 1, kind: 'aborted' }, { end: 'unfinished' }],
    [{ type: 'neutral', durationMs: 1, kind: 'rate-limit' }, { end: 'refused' }],
    [{ type: 'neutral', durationMs: 1, kind: 'bad-request' }, { end: 'failed' }],
    [
      { ...failure, kind: 'timeout', usage },
      { end: 'unfinished', usage },
    ],
    [{ ...failure, kind: 'stream-interrupted' }, { end: 'unfinished' }],
    [
      { ...failure, kind: 'server', usage },
      { end: 'failed', usage },
    ],
    [
      { ...failure, kind: 'rate-limit', retryAfterMs: 0, usage },
      { end: 'refused', retryAfterMs: 0, usage },
    ],
    [{ ...failure, kind: 'rate-limit', retryAfterMs: -1 }, { end: 'refused' }],
    [{ ...failure, kind: 'rate-limit', retryAfterMs: NaN }, { end: 'refused' }],
  ])('%j is %j', (outcome, settlement) => {
    expect(settlementOf(outcome)).toEqual(settlement)
  })
})
