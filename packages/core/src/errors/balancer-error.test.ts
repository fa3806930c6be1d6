import { expect, it } from 'vitest'
import { BalancerError } from './balancer-error.ts'

it('has the fields that it is given, and none that are undefined or inherited', () => {
  const inherited = { message: 'inherited', retryAfterMs: 1 }
  const options = Object.assign(Object.create(inherited) as object, {
    cause: 'why',
    status: 503,
    text: undefined,
  })
  const error = new BalancerError('said', 'provider-failed', options)
  expect(Object.fromEntries(Object.entries(error))).toEqual({
    name: 'BalancerError',
    code: 'provider-failed',
    status: 503,
  })
  expect([error.message, error.cause]).toEqual(['said', 'why'])
  expect(error).not.toHaveProperty('text')
})
