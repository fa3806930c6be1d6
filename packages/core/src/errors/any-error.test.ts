import { describe, expect, it } from 'vitest'
import { oddErrors } from '../testing/odd-errors.ts'
import { cancelBody } from './cancel-body.ts'
import { classifyError } from './classify-error.ts'
import { failureKinds } from './failure.ts'
import { readVerdict } from './read-verdict.ts'
import { responseError } from './response-error.ts'
import { systemCode } from './system-code.ts'

describe('whatever is thrown', () => {
  it.each(oddErrors())('has a failure when it is $name', ({ make }) => {
    const { kind, scope, retryAfterMs = 0 } = classifyError(make(), 0)
    expect(failureKinds).toContain(kind)
    expect(['caller', 'request', 'key', 'target']).toContain(scope)
    expect(retryAfterMs).toBeGreaterThanOrEqual(0)
  })

  it.each(oddErrors())(
    'does no harm as a verdict, a result or a late answer when it is $name',
    ({ make }) => {
      const verdict = readVerdict(new Error('x'), { classify: make, context: { now: 0 } })
      expect(failureKinds).toContain(verdict.kind)
      expect(responseError(make(), { clock: { now: () => 0 }, provider: 'v' })).toBeUndefined()
      cancelBody(make())
      expect(systemCode(make()) ?? '').toBeTypeOf('string')
    },
  )
})
