import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { checkText, finite, numberWithin, oneOf } from './checks.ts'
import { optionsOf, readLeniently, readOptions, required } from './read-options.ts'

const table = {
  name: [checkText, 'balancer'],
  maxAttempts: [numberWithin({ min: 1, max: Infinity, integer: true, infinite: true })],
  mode: [oneOf('fail', 'wait'), 'fail'],
  cost: [optionsOf({ inputPerMTok: [finite], outputPerMTok: [finite, 1] })],
  anything: [],
} as const
const read = (given: unknown) => readOptions<Record<keyof typeof table, unknown>>('make', given, table)
const throwing = (): never => {
  throw new Error('do not look')
}

describe('options are read', () => {
  it('with defaults for those that are not given or undefined', () => {
    expect(read({ maxAttempts: 2, mode: undefined })).toEqual({
      name: 'balancer',
      maxAttempts: 2,
      mode: 'fail',
      cost: undefined,
      anything: undefined,
    })
  })

  it('with the defaults of the options inside them', () => {
    expect(read({ cost: { inputPerMTok: 3 } }).cost).toEqual({ inputPerMTok: 3, outputPerMTok: 1 })
  })

  it('once each, also when a getter gives them', () => {
    const get = vi.fn(() => 3)
    expect(read(Object.defineProperty({}, 'maxAttempts', { get, enumerable: true })).maxAttempts).toBe(3)
    expect(get).toHaveBeenCalledOnce()
  })

  it('of an object without a prototype, of an instance of a class, and past symbols', () => {
    class Settings {
      readonly maxAttempts = 4
    }
    expect(read(Object.assign(Object.create(null) as object, { maxAttempts: 2 })).maxAttempts).toBe(2)
    expect(read(new Settings()).maxAttempts).toBe(4)
    expect(read({ [Symbol('x')]: 1 }).maxAttempts).toBeUndefined()
  })

  it('and the given object stays as it was', () => {
    const given = Object.freeze({ maxAttempts: 2 })
    expect(read(given)).not.toBe(given)
  })
})

describe('a message names the owner, the option, what it must be, and what it got', () => {
  it.each<[string, unknown, string]>([
    [
      'an unknown name',
      { maxAttemps: 1 },
      'make: unknown option "maxAttemps", did you mean "maxAttempts"? known',
    ],
    [
      'an unknown name after a bad value',
      { maxAttempts: 0, maxAttemps: 2 },
      'make: unknown option "maxAttemps", did you mean "maxAttempts"? known',
    ],
    [
      'an unknown name inside',
      { cost: { inputPerMtoken: 1 } },
      'make: unknown option "cost.inputPerMtoken", did you mean "cost.inputPerMTok"? known options are inputPerMTok, outputPerMTok',
    ],
    ['a bad value', { maxAttempts: 0 }, 'make: "maxAttempts" must be a whole number within [1, ∞], got 0'],
    ['NaN', { maxAttempts: Number.NaN }, 'make: "maxAttempts" must be a whole number within [1, ∞], got NaN'],
    [
      'a wrong type',
      { maxAttempts: '3' },
      'make: "maxAttempts" must be a whole number within [1, ∞], got a string',
    ],
    ['null', { maxAttempts: null }, 'make: "maxAttempts" must be a whole number within [1, ∞], got null'],
    [
      'a bad value inside',
      { cost: { inputPerMTok: -1 } },
      'make: "cost.inputPerMTok" must be within [0, ∞), got -1',
    ],
    ['no object inside', { cost: 5 }, 'make: "cost" must be an object, got 5'],
    ['no object', 'round-robin', 'make: options must be an object, got a string'],
    ['an array', [], 'make: options must be an object, got an array'],
    ['null for all', null, 'make: options must be an object, got null'],
    ['a function', () => 1, 'make: options must be an object, got a function'],
    [
      'a key of the prototype',
      JSON.parse('{"__proto__": {"maxAttempts": 1}}'),
      'make: unknown option "__proto__"',
    ],
    ['a blank text', { name: ' ' }, 'make: "name" must be a string that is not empty, got a blank string'],
    [
      'a key in the place of a name',
      { 'sk-proj-0123 4567/89': 1 },
      'make: unknown option (a string of 20 characters); known options',
    ],
  ])('%s', (_, given, message) => expect(() => read(given)).toThrow(message))

  it('what cannot be read, with the reason as its cause', () => {
    const getter = Object.defineProperty({}, 'maxAttempts', { get: throwing, enumerable: true })
    expect(() => read(getter)).toThrow(
      expect.objectContaining({
        message: 'make: "maxAttempts" cannot be read',
        cause: new Error('do not look'),
      }) as Error,
    )
    expect(() => read(new Proxy({}, { ownKeys: throwing }))).toThrow('make: options cannot be read')
    expect(() => read({ cost: new Proxy({}, { ownKeys: throwing }) })).toThrow('make: "cost" cannot be read')
    expect(() => read(new Proxy({ name: 'a' }, { get: throwing }))).toThrow('make: "name" cannot be read')
    const { proxy, revoke } = Proxy.revocable({}, {})
    revoke()
    expect(() => read(proxy)).toThrow('make: options cannot be read')
  })

  it('what is missing', () => {
    const needing = { model: [checkText, required] } as const
    expect(() => readOptions('openai', {}, needing)).toThrow(new TypeError('openai: "model" is missing'))
    expect(readOptions('openai', { model: 'gpt' }, needing)).toEqual({ model: 'gpt' })
  })

  it('the name that another library uses for it', () => {
    const hints = { maxRetries: 'maxAttempts', globalTimeout: 'timeouts.deadlineMs' }
    const hinting = (given: object) => () => readOptions('make', given, table, { hints })
    expect(hinting({ globalTimeout: 5 })).toThrow(
      new TypeError('make: unknown option "globalTimeout"; use "timeouts.deadlineMs"'),
    )
    expect(hinting({ maxRetries: 5 })).toThrow('use "maxAttempts"')
    expect(hinting({ toString: 5 })).toThrow('make: unknown option "toString"; known options')
    const inner = optionsOf({ attemptMs: [] }, { hints: { timeout: 'attemptMs' } })
    expect(() => inner('timeouts', { timeout: 1 }, 'make')).toThrow(
      'make: unknown option "timeouts.timeout"; use "timeouts.attemptMs"',
    )
  })

  it('never a value that is no number, boolean or listed word', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 12, maxLength: 40 }), (secret) => {
        const values = [secret, { secret }, [secret], () => secret, Symbol(secret)]
        for (const value of values) {
          for (const name of Object.keys(table)) {
            const message = messageOf(() => read({ [name]: value }))
            expect(message.includes(secret) && !/^[\w-]{1,32}$/.test(secret)).toBe(false)
          }
        }
      }),
      { seed: 5 },
    )
  })
})

function messageOf(call: () => unknown): string {
  try {
    call()
    return ''
  } catch (error) {
    return (error as Error).message
  }
}

describe('options that are read leniently', () => {
  const lenient = (given: unknown) => readLeniently<Record<keyof typeof table, unknown>>(given, table)
  const defaults = { name: 'balancer', mode: 'fail' }

  it('are those that their checks accept; the others count as not given, and unknown ones are passed over', () => {
    const given = { maxAttempts: 0, mode: 'wait', cost: { inputPerMTok: -1 }, anything: 5, other: 1 }
    expect(lenient(given)).toEqual({ ...defaults, mode: 'wait', anything: 5 })
    expect(lenient({ maxAttempts: 3, name: '', mode: undefined })).toEqual({ ...defaults, maxAttempts: 3 })
  })

  it('may be of anything, also of what cannot be read', () => {
    for (const given of [
      undefined,
      null,
      5,
      'text',
      [],
      Object.defineProperty({}, 'mode', { get: throwing }),
    ])
      expect(lenient(given)).toEqual(defaults)
  })
})
