import { describe, expect, it } from 'vitest'
import { checkArray, checkGuards, checkObject, checkTexts } from './shape-checks.ts'

const guard = { availableAt: () => 0, acquire: () => null }

describe('the shape of an option', () => {
  it.each([
    [checkObject, {}],
    [checkArray, []],
    [checkGuards, []],
    [checkGuards, [guard]],
  ])('is accepted: %#', (check, value) => {
    expect(check('option', value, 'make')).toBe(value)
  })

  it.each([[[]], [['a', '']]])('is copied, so that its user cannot change it later: %j', (texts) => {
    const read = checkTexts('option', texts, 'make')
    expect(read).toEqual(texts)
    expect(read).not.toBe(texts)
  })

  it.each([
    [checkObject, [], 'must be an object, got an array'],
    [checkObject, null, 'must be an object, got null'],
    [checkObject, 'sk-secret', 'must be an object, got a string'],
    [checkArray, {}, 'must be an array, got an object'],
    [checkTexts, ['a', 1], 'must be an array of strings, got an array'],
    [checkTexts, 'a', 'must be an array of strings, got a string'],
    [checkGuards, guard, 'must be an array of guards, got an object'],
  ])('is refused: %#', (check, value, message) => {
    expect(() => check('option', value, 'make')).toThrow(new TypeError(`make: "option" ${message}`))
  })

  it('names the guard that is invalid by its place', () => {
    expect(() => checkGuards('guards', [guard, { availableAt: () => 0 }], 'make')).toThrow(
      new TypeError('make: "guards[1].acquire" must be a function, got undefined'),
    )
  })
})
