import { failureKinds } from '@llm-balancer/core/errors'
import { expect, it } from 'vitest'
import { failureMessage } from './failure-message.ts'

it('has words of its own for every kind of failure', () => {
  const messages = failureKinds.map((kind) => failureMessage(kind))
  expect(new Set(messages).size).toBe(failureKinds.length)
  for (const message of messages) expect(message).toMatch(/^[a-z][a-z ]+$/)
})

it('names status, code, parameter, when to come back, and the vendor’s text, as far as they are known', () => {
  expect(failureMessage('server', { status: 500 })).toBe('the server failed (500)')
  expect(failureMessage('auth', { code: 'bad_key' })).toBe('the key was refused (bad_key)')
  expect(failureMessage('rate-limit', { retryAfterMs: 1200.4 })).toBe('rate limited, retry in 1200 ms')
  expect(
    failureMessage('bad-request', {
      ...{ status: 400, code: 'c', param: 'topK', retryAfterMs: 0 },
      vendorMessage: 'no such setting',
    }),
  ).toBe('the request was refused (400, c, parameter topK), retry in 0 ms: no such setting')
})
