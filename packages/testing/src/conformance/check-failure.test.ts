import { ProviderError, type FailureKind } from '@llm-balancer/core'
import { describe, expect, it } from 'vitest'
import { checkFailure, failedAs } from './check-failure.ts'
import { secrets } from './planted.ts'

const failed = (kind: FailureKind, retryAfterMs?: number) => ({
  error: new ProviderError({ kind, provider: 'acme', message: 'no', retryAfterMs }),
})

describe('a failure without an expected time to come back', () => {
  it.each<[FailureKind, number | undefined]>([
    ['server', undefined],
    ['rate-limit', 5],
    ['overloaded', 5],
    ['quota', 60_000],
  ])('may be %s with a hint of %s ms', (kind, retryAfterMs) => {
    const { scope } = failed(kind).error
    expect(checkFailure(failed(kind, retryAfterMs), { kind, scope })).toMatchObject({ kind })
  })

  it.each<[FailureKind, number]>([
    ['server', 5],
    ['bad-request', 60_000],
    ['quota', 59_999],
  ])('must not be %s with a hint of %s ms', (kind, retryAfterMs) => {
    const { scope } = failed(kind).error
    expect(() => checkFailure(failed(kind, retryAfterMs), { kind, scope })).toThrow(
      `retryAfterMs is ${String(retryAfterMs)}, but nothing says when to come back`,
    )
  })
})

describe('a failure', () => {
  it('has the expected kind, scope and time to come back', () => {
    const expected = { kind: 'rate-limit', scope: 'key', retryAfterMs: 5 } as const
    expect(checkFailure(failed('rate-limit', 5), expected)).toMatchObject({ kind: 'rate-limit' })
    expect(() => checkFailure(failed('rate-limit', 6), expected)).toThrow('retryAfterMs')
    expect(() => checkFailure(failed('rate-limit'), expected)).toThrow('retryAfterMs')
    expect(() => checkFailure(failed('server', 5), expected)).toThrow()
  })

  it('is one of several kinds, made by an adapter, and shows no secret', () => {
    expect(failedAs(failed('server'), ['network', 'server']).kind).toBe('server')
    expect(() => failedAs(failed('auth'), ['network', 'server'])).toThrow(
      'it failed as auth, not as network or server',
    )
    expect(() => failedAs({}, ['server'])).toThrow('the call succeeded, but had to fail')
    expect(() => failedAs({ error: new TypeError('x') }, ['server'])).toThrow('had to throw a ProviderError')
    const [secret = ''] = secrets
    const shown = Object.assign(failed('server').error, { config: { key: secret } })
    expect(() => failedAs({ error: shown }, ['server'])).toThrow('the error shows')
  })

  it('shows no secret to a log that writes it as JSON, which calls getters', () => {
    const [secret = ''] = secrets
    const shows = (): PropertyDescriptor => ({ enumerable: true, get: () => secret })
    const own = failed('server')
    Object.defineProperty(own.error, 'config', shows())
    expect(() => failedAs(own, ['server'])).toThrow('the error shows')
    const cause = Object.defineProperty(new Error('socket hang up'), 'request', shows())
    const error = new ProviderError({ kind: 'network', provider: 'acme', message: 'no', cause })
    expect(() => failedAs({ error }, ['network'])).toThrow('the error shows')
  })
})
