import type { AttemptRecord } from '@llm-balancer/core'
import { ProviderError } from '@llm-balancer/core/errors'
import { expect, it } from 'vitest'
import { toTrail } from './trail.ts'

const record = (targetId: string, more: object): AttemptRecord => ({ targetId, ...more }) as AttemptRecord
const success = { type: 'success', durationMs: 5, firstContentMs: 2 }
const error = new ProviderError({ kind: 'overloaded', provider: 'acme', status: 503, message: 'no' })

it('names the target that served, and the attempts with their failures', () => {
  const failed = record('a', { error, outcome: { type: 'failure', kind: 'overloaded', durationMs: 3 } })
  expect(toTrail([failed, record('b', { outcome: success })])).toEqual({
    target: 'b',
    attempts: [
      { target: 'a', kind: 'overloaded', status: 503, durationMs: 3 },
      { target: 'b', durationMs: 5, firstContentMs: 2 },
    ],
  })
})

it('takes the kind of a failure that does not count against its target from the error', () => {
  const neutral = record('a', { error, outcome: { type: 'neutral', durationMs: 3 } })
  expect(toTrail([neutral])).toEqual({
    target: '',
    attempts: [{ target: 'a', kind: 'overloaded', status: 503, durationMs: 3 }],
  })
})

it('takes an attempt whose end is not recorded yet for the one that serves', () => {
  expect(toTrail([record('a', {}), record('b', { outcome: { type: 'neutral' } })]).target).toBe('a')
})
