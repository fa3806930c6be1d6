import { expect, it } from 'vitest'
import { toBase64 } from '../chat/base64.ts'
import { pack, unpack } from './carried.ts'

const mark = 'llmb1.'
const sealed = (value: unknown): string =>
  `${mark}${toBase64(new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value)))}`

it.each([
  { metadata: {} },
  { metadata: { acme: { signature: 'ß→😀', list: [1, null, { a: true }] } } },
  { metadata: { acme: {}, other: { id: 'x' } }, of: 'call_1' },
])('gives back what was packed: %j', (carried) => {
  const text = pack(carried)
  expect(text).toMatch(/^llmb1\.[\w+/=]+$/)
  expect(unpack(text)).toEqual(carried)
})

it.each<[string, unknown]>([
  ['undefined', undefined],
  ['a number', 1],
  ['a vendor’s own text', 'EqQBCgIYAh'],
  ['a packed text without its mark', pack({ metadata: {} }).slice(mark.length)],
  ['the mark alone', mark],
  ['what is no base64', `${mark}!!!`],
  ['what is no JSON', sealed('{"metadata":')],
  ['what is no object', sealed([])],
  ['an object without metadata', sealed({ of: 'text' })],
  ['metadata that is no object', sealed({ metadata: 'x' })],
  ['metadata of which a vendor’s part is no object', sealed({ metadata: { acme: {}, other: 'x' } })],
])('takes %s for none of its own', (_, text) => {
  expect(unpack(text)).toBeUndefined()
})

it('leaves out of whose part it is where that is no text', () => {
  expect(unpack(sealed({ metadata: {}, of: 1 }))).toEqual({ metadata: {} })
})
