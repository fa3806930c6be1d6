import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkKnown } from './check-known.ts'
import { checkFunction, checkNumber, checkOneOf, mustBe } from './checks.ts'
import { describeType } from './describe-value.ts'
import { describeWord } from './describe-word.ts'

fc.configureGlobal({ seed: 20_261_120 })

describe('checkKnown', () => {
  it('lets known options pass, also when they are undefined', () => {
    expect(() => checkKnown('failover', { sticky: undefined }, ['sticky'])).not.toThrow()
    expect(() => checkKnown('failover', {}, ['sticky'])).not.toThrow()
  })

  it('names the unknown option, the nearest one and all of them', () => {
    const check = () => checkKnown('createBalancer', { retries: 3 }, ['targets', 'retry', 'clock'])
    expect(check).toThrow(TypeError)
    expect(check).toThrow(
      'createBalancer: unknown option "retries", did you mean "retry"? known options are targets, retry, clock',
    )
  })

  it('does not guess when nothing is near', () => {
    expect(() => checkKnown('failover', { colour: 1 }, ['sticky', 'failbackAfterMs'])).toThrow(
      'failover: unknown option "colour"; known options are sticky, failbackAfterMs',
    )
    expect(() => checkKnown('x', { colour: 1 }, [])).toThrow(
      'x: unknown option "colour"; there are no options',
    )
  })

  it('sees through a wrong letter case', () => {
    expect(() => checkKnown('x', { FailBackAfterMS: 1 }, ['sticky', 'failbackAfterMs'])).toThrow(
      'did you mean "failbackAfterMs"?',
    )
  })

  it.each([
    ['a string', 'sk-secret'],
    ['an array', []],
    ['null', null],
  ] as const)('refuses %s in place of options', (described, value) => {
    expect(() => checkKnown('x', value as unknown as object, [])).toThrow(
      `x: options must be an object, got ${described}`,
    )
  })
})

describe('checkNumber', () => {
  it('gives a number within the range back', () => {
    fc.assert(
      fc.property(fc.double({ min: -5, max: 7, noNaN: true }), (value) => {
        expect(checkNumber('n', value, { min: -5, max: 7 })).toBe(value)
      }),
    )
  })

  it.each([
    [-1, { min: 0, max: Infinity }, '"n" must be within [0, ∞), got -1'],
    [-1, { min: 0, max: Infinity, infinite: true }, '"n" must be within [0, ∞], got -1'],
    [Infinity, { min: 0, max: Infinity }, '"n" must be within [0, ∞), got ∞'],
    [0, { min: 0, max: 1, above: true }, '"n" must be within (0, 1], got 0'],
    [3, { min: 0, max: 1 }, '"n" must be within [0, 1], got 3'],
    [1.5, { min: 1, max: 9, integer: true }, '"n" must be a whole number within [1, 9], got 1.5'],
    [-Infinity, { min: -Infinity, max: Infinity }, '"n" must be within (-∞, ∞), got -∞'],
  ])('refuses %d outside of %o', (value, range, message) => {
    expect(() => checkNumber('n', value, range)).toThrow(new RangeError(message))
  })

  it('takes Infinity only where it is a value', () => {
    expect(checkNumber('n', Infinity, { min: 1, max: Infinity, integer: true, infinite: true })).toBe(
      Infinity,
    )
    expect(() => checkNumber('n', Infinity, { min: 0, max: 5, infinite: true })).toThrow(RangeError)
  })

  it.each([
    ['NaN', NaN],
    ['undefined', undefined],
    ['null', null],
    ['true', true],
    ['an object', {}],
    ['a function', () => 1],
  ])('calls %s no number', (described, value) => {
    expect(() => checkNumber('n', value, { min: 0, max: 1 })).toThrow(
      new TypeError(`"n" must be within [0, 1], got ${described}`),
    )
  })

  it('never prints a string, because it may be a secret', () => {
    expect(() => checkNumber('n', 'sk-secret', { min: 0, max: 1 })).toThrow(
      new TypeError('"n" must be within [0, 1], got a string'),
    )
  })
})

describe('checkFunction', () => {
  it('lets functions pass and names what it refuses', () => {
    expect(() => checkFunction('onRetry', () => 1)).not.toThrow()
    expect(() => checkFunction('onRetry', 'sk-secret')).toThrow(
      new TypeError('"onRetry" must be a function, got a string'),
    )
  })
})

describe('a word in a message', () => {
  it.each(['weit', 'peak-ewma', 'gpt_5.4-mini', 'attemptMs', 'a'.repeat(32)])('is shown: %s', (word) => {
    expect(describeWord(word)).toBe(`"${word}"`)
  })

  it.each([
    ['sk-abcdefgh', 'a string of 11 characters'],
    ['hf_abcdefgh', 'a string of 11 characters'],
    ['a'.repeat(33), 'a string of 33 characters'],
    ['0123456789abcdef', 'a string of 16 characters'],
    ['aB3dE6gH9jKlMnOpQrStU', 'a string of 21 characters'],
    ['two words', 'a string of 9 characters'],
    [' ', 'a blank string'],
    ['', 'an empty string'],
    [12, '12'],
    [null, 'null'],
  ])('that may be a key is described: %s', (word, described) => {
    expect(describeWord(word)).toBe(described)
  })

  it('is described where it is the name of an option', () => {
    const key = 'b3f1a2c4d5e6f7089182736455463728'
    const check = (prefix: string) => () => {
      checkKnown('make', { [key]: 1 }, ['retry'], { prefix })
    }
    expect(check('')).toThrow('make: unknown option (a string of 32 characters); known options are retry')
    expect(check('retry.')).toThrow('make: unknown option in "retry" (a string of 32 characters);')
  })
})

describe('describeType', () => {
  it.each([
    [12_345_678, 'a number'],
    [true, 'a boolean'],
    [undefined, 'undefined'],
    ['text', 'a string'],
    [[], 'an array'],
    [1n, 'a bigint'],
  ])('says of %s nothing but its kind', (value, described) => {
    expect(describeType(value)).toBe(described)
    expect(() => mustBe('a key', () => false, describeType)('apiKey', value)).toThrow(
      new TypeError(`"apiKey" must be a key, got ${described}`),
    )
  })
})

describe('checkOneOf', () => {
  it('gives the word back', () => {
    expect(checkOneOf('whenUnavailable', 'wait', ['fail', 'wait'])).toBe('wait')
  })

  it('lists the words, and prints a wrong one only when it is a word itself', () => {
    const check = (value: unknown) => () => checkOneOf('whenUnavailable', value, ['fail', 'wait'])
    expect(check('weit')).toThrow(
      new TypeError('"whenUnavailable" must be one of "fail", "wait", got "weit"'),
    )
    expect(check('sk-proj-0123456789abcdefghijklmnopqrstuvwxyz')).toThrow(/got a string of 44 characters$/)
    expect(check(3)).toThrow(/got 3$/)
  })
})
