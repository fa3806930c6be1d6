import { expect, it } from 'vitest'
import { readWebOptions } from './web-options.ts'

it.each([
  ['abortSignal', 'signal'],
  ['type', 'format'],
  ['protocol', 'format'],
  ['timeoutMs', 'stalledMs'],
])('the name %s of other libraries leads to %s', (name, own) => {
  expect(() => readWebOptions('toResponse', { [name]: 1 })).toThrow(`use "${own}"`)
})
