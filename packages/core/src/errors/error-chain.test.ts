import { describe, expect, it } from 'vitest'
import { errorChain } from './error-chain.ts'
import { systemCode } from './system-code.ts'

const withCode = (code: string, cause?: unknown) => Object.assign(new Error('x', { cause }), { code })

describe('a chain of causes', () => {
  it('begins with the error and ends with its deepest cause', () => {
    const inner = new Error('inner')
    const middle = { message: 'middle', cause: inner }
    const outer = new Error('outer', { cause: middle })
    expect(errorChain(outer)).toEqual([outer, middle, inner])
  })

  it.each([undefined, null, 'boom', 5, Symbol('x')])('of %s is empty', (value) => {
    expect(errorChain(value)).toEqual([])
  })

  it('holds each link of a circle once', () => {
    const [one, other] = [new Error('one'), new Error('other')]
    one.cause = other
    other.cause = one
    expect(errorChain(one)).toEqual([one, other])
    const alone = new Error('alone')
    alone.cause = alone
    expect(errorChain(alone)).toEqual([alone])
  })

  it('is five links long at most', () => {
    let error = new Error('deepest')
    for (let depth = 0; depth < 20; depth += 1) error = new Error('x', { cause: error })
    expect(errorChain(error)).toHaveLength(5)
  })

  it('ends where a cause cannot be read', () => {
    const error = Object.defineProperty(new Error('x'), 'cause', {
      get: () => {
        throw new Error('do not look')
      },
    })
    expect(errorChain(error)).toEqual([error])
  })
})

describe('the code of the system', () => {
  it.each([
    ['of a refused connection', withCode('ECONNREFUSED'), 'ECONNREFUSED'],
    ['of a cause', new TypeError('fetch failed', { cause: withCode('ENOTFOUND') }), 'ENOTFOUND'],
    ['of the first link that has one', withCode('provider-failed', withCode('EPIPE')), 'EPIPE'],
    ['of undici', withCode('UND_ERR_SOCKET'), 'UND_ERR_SOCKET'],
    ['of a vendor does not count', withCode('insufficient_quota'), undefined],
    ['that is too long does not count', withCode(`E${'X'.repeat(60)}`), undefined],
    ['that is not a string does not count', Object.assign(new Error('x'), { code: 11_000 }), undefined],
    ['of no error', 'ECONNREFUSED', undefined],
  ])('%s', (_, error, code) => expect(systemCode(error)).toBe(code))
})
