import { expect, it } from 'vitest'
import { checkStateVersion } from './check-state-version.ts'

it('a state of version 1 is accepted, whatever else it has', () => {
  expect(() => {
    checkStateVersion('initialState', { version: 1, more: true }, 'make')
  }).not.toThrow()
})

it.each([{ version: 2 }, { version: '1' }, {}, null, undefined, 'text'])('%j is refused', (state) => {
  expect(() => {
    checkStateVersion('initialState', state, 'make')
  }).toThrow(
    new TypeError('make: "initialState.version" must be 1: the state of another version cannot be read'),
  )
})
