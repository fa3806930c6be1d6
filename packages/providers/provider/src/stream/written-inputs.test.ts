import { expect, it } from 'vitest'
import { WrittenInputs } from './written-inputs.ts'

const newCall = (inputEncoding?: 'json' | 'text'): WrittenInputs => {
  const inputs = new WrittenInputs()
  inputs.begin({ id: 'c', ...(inputEncoding && { inputEncoding }) })
  return inputs
}

it.each([
  ['all of it where nothing came in pieces', [], '{"x":1}'],
  ['the rest of it', ['{"x"', ':'], '1}'],
  ['nothing where all of it came', ['{"x"', ':1}'], ''],
  ['nothing where something else came', ['{"y"'], ''],
])('leaves of an input %s', (_, deltas, rest) => {
  const inputs = newCall()
  expect(deltas.map((delta) => inputs.add('c', delta))).toEqual(deltas)
  expect(inputs.restOf({ toolCallId: 'c', input: '{"x":1}' })).toBe(rest)
  expect(inputs.restOf({ toolCallId: 'c', input: '{"x":1}' })).toBe('')
})

it('writes free text when its JSON has come', () => {
  const inputs = newCall('text')
  expect(inputs.add('c', 'select 1')).toBe('')
  expect(inputs.restOf({ toolCallId: 'c', input: '"select 1"' })).toBe('"select 1"')
})

it('ignores pieces of an unknown call', () => {
  expect(new WrittenInputs().add('c', '{')).toBe('')
})
