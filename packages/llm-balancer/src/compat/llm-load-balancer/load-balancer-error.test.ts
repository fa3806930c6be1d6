import { expect, it } from 'vitest'
import { LLMError, LoadBalancerError } from './errors.ts'

const last = new LLMError('slow down', 'third', 429)
const errors = [new LLMError('down', 'first', 503), new LLMError('bad key', 'second', 401), last]

it('a request that failed everywhere has its last error as the cause, and is of that kind', () => {
  const error = new LoadBalancerError('all failed', errors)
  expect(error).toMatchObject({ kind: last.kind, cause: last, errors })
})

it('a cause that is named wins, and without errors there is none', () => {
  const cause = new Error('deadline')
  expect(new LoadBalancerError('too late', errors, { cause, code: 'deadline-exceeded' })).toMatchObject({
    kind: 'timeout',
    cause,
  })
  const empty = new LoadBalancerError('nothing to ask')
  expect(empty.kind).toBe('overloaded')
  expect('cause' in empty).toBe(false)
})
