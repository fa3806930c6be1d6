import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkKnown } from './check-known.ts'
import { checkFunction, checkNumber, checkOneOf } from './checks.ts'

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

describe('checkOneOf', () => {
  it('gives the word back', () => {
    expect(checkOneOf('whenUnavailable', 'wait', ['fail', 'wait'])).toBe('wait')
  })

  it('lists the words, and prints a wrong one only when it is a word itself', () => {
    const check = (value: unknown) => () => checkOneOf('whenUnavailable', value, ['fail', 'wait'])
    expect(check('weit')).toThrow(
      new TypeError('"whenUnavailable" must be one of "fail", "wait", got "weit"'),
    )
    expect(check('sk-proj-0123456789abcdefghijklmnopqrstuvwxyz')).toThrow(/got a string$/)
    expect(check(3)).toThrow(/got 3$/)
  })
})
