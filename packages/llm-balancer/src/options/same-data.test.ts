import { expect, it } from 'vitest'
import { isSameData } from './same-data.ts'

class Model {
  readonly name = 'm'
}
const model = new Model()
const ask = (): string => 'key'

it.each<[unknown, unknown]>([
  [1, 1],
  [NaN, NaN],
  [{ a: [1, { b: 'x' }] }, { a: [1, { b: 'x' }] }],
  [{ a: 1, b: undefined }, { a: 1 }],
  [Object.create(null), {}],
  [
    { model, ask },
    { model, ask },
  ],
])('%j and %j are the same data', (one, other) => {
  expect(isSameData(one, other)).toBe(true)
  expect(isSameData(other, one)).toBe(true)
})

it.each<[unknown, unknown]>([
  [1, 2],
  [{ a: 1 }, { a: 1, b: 2 }],
  [{ a: 1 }, { b: 1 }],
  [[1, 2], [1]],
  [[], {}],
  [{}, null],
  [{ 0: 'a' }, ['a']],
  [{ toString: 1 }, { a: 1 }],
  [{ model: new Model() }, { model: new Model() }],
  [{ ask: () => 'key' }, { ask: () => 'key' }],
])('%j and %j are not', (one, other) => {
  expect(isSameData(one, other)).toBe(false)
  expect(isSameData(other, one)).toBe(false)
})
