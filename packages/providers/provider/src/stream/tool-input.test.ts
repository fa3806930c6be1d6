import { describe, expect, it } from 'vitest'
import { ToolInput } from './tool-input.ts'

/** The deltas of an input that comes in these pieces, its end left out. */
const inputOf = (form: 'json' | 'text', ...pieces: string[]): { input: ToolInput; deltas: string[] } => {
  const deltas: string[] = []
  const input = new ToolInput(
    'c',
    (part) => {
      if (part.type === 'tool-input-delta') deltas.push(part.delta)
    },
    form,
  )
  for (const piece of pieces) input.add(piece)
  return { input, deltas }
}

describe('the arguments of a call that an event gives as a whole', () => {
  it.each<[string, string[], string, string[]]>([
    ['are all that there is', [], '{"x":1}', ['{"x":1}']],
    ['complete their pieces', ['{"x"', ':'], '{"x":1}', ['{"x"', ':', '1}']],
    ['repeat their pieces', ['{"x"', ':1}'], '{"x":1}', ['{"x"', ':1}']],
    ['replace a placeholder', ['{}'], '{"x":1}', ['{', '"x":1}']],
    ['replace one that was held back', ['null'], '{"x":1}', ['{"x":1}']],
  ])('%s', (_, pieces, whole, given) => {
    const { input, deltas } = inputOf('json', ...pieces)
    input.complete(whole)
    expect(input.text).toBe(whole)
    expect(input.isComplete).toBe(true)
    expect(deltas.join('')).toBe(given.join(''))
  })

  it.each<[string, string[], string]>([
    ['contradict their pieces', ['{"x":1', '}'], '{"y":2}'],
    ['are shorter', ['{"x":1', '}'], '{"x"'],
    ['do not begin as the placeholder that was given', ['{'], '[{}]'],
  ])('are ignored where they %s', (_, pieces, whole) => {
    const { input, deltas } = inputOf('json', ...pieces)
    input.complete(whole)
    expect(input.text).toBe(pieces.join(''))
    expect(deltas.join('')).toBe(pieces.join(''))
  })

  it('complete free text, and never replace it', () => {
    const { input, deltas } = inputOf('text', 'sel')
    input.complete('select 1')
    expect(deltas).toEqual(['sel', 'ect 1'])
    input.complete('drop')
    expect(input.text).toBe('select 1')
    const short = inputOf('text', 's')
    short.input.complete('x')
    expect([short.input.text, short.deltas]).toEqual(['s', ['s']])
  })
})

describe('the arguments of a call in pieces', () => {
  it('have no delta for an empty piece', () => {
    expect(inputOf('text', '', 'a', '').deltas).toEqual(['a'])
    expect(inputOf('json', '{"x":', '', '1}').deltas).toEqual(['{"x":', '1}'])
  })

  it('are complete with a whole value of JSON', () => {
    const isComplete = (...pieces: string[]): boolean => inputOf('json', ...pieces).input.isComplete
    expect([
      isComplete(),
      isComplete('{"x"'),
      isComplete('{"x":1}'),
      isComplete('nul'),
      isComplete('null'),
    ]).toEqual([...[false, false, true, false, true]])
  })
})
