import { describe, expect, it } from 'vitest'
import { unusedRows } from './accepted.ts'
import { compareAll, readerNames, type Row } from './compare.ts'
import { openDifferences, printRows } from './print-rows.ts'
import { differencesOf } from './reading.ts'
import { says } from './sequences/sequence.ts'

const rows: readonly Row[] = await compareAll()

describe('an answer of any surface', () => {
  it('is the same to the adapter, the AI SDK and a genuine client before the bridge, but for what is accepted', () => {
    expect(openDifferences(rows)).toEqual([])
  })

  it('is read as expected by every adapter, without exception', () => {
    const differing = rows.flatMap(({ wire, cells }) =>
      cells
        .filter(({ reader, difference }) => reader === 'adapter' && difference !== '')
        .map(() => wire.name),
    )
    expect(differing).toEqual([])
  })

  it('is read in every way, and there are sequences of every surface', () => {
    expect(rows.every(({ cells }) => cells.length === readerNames.length)).toBe(true)
    expect(rows.length).toBeGreaterThan(280)
  })

  it('differs wherever a difference is accepted', () => {
    const used = new Set(rows.flatMap(({ cells }) => cells.flatMap(({ reason }) => reason ?? [])))
    expect(unusedRows(used)).toEqual([])
  })
})

describe('the table', () => {
  const wire = { surface: 'openai', name: 'x', status: 200, headers: {}, body: '', stream: false } as const
  const reading = { text: 'Hi', calls: ['f({})'], finish: 'length', usage: { input: 1, output: 2 } }

  it('names every part that differs', () => {
    expect(differencesOf(reading, { ...wire, expected: says('Ho', 3) })).toBe(
      'text "Hi", calls f({})≠, finish length≠stop, usage.input 1≠3, usage.output 2≠undefined',
    )
    expect(differencesOf({ failure: 'server' }, { ...wire, expected: says('Ho') })).toBe('failed: server')
    expect(differencesOf({ failure: 'server' }, { ...wire, expected: { failure: 'auth' } })).toBe(
      'server≠auth',
    )
    expect(differencesOf(reading, { ...wire, expected: { failure: 'auth' } })).toBe('an answer, not auth')
    const blamed = { failure: 'auth', scope: 'key' }
    expect(differencesOf({ failure: 'auth', scope: 'target' }, { ...wire, expected: blamed })).toBe(
      'scope target≠key',
    )
    expect(differencesOf(blamed, { ...wire, expected: blamed })).toBe('')
  })

  it('marks accepted differences and open ones', () => {
    const cells = [
      { reader: 'adapter', difference: '', reason: undefined },
      { reader: 'ai-sdk', difference: 'finish other≠stop', reason: 'it is so' },
      { reader: 'bridge', difference: 'failed: server', reason: undefined },
    ]
    expect(printRows([{ wire: { ...wire, expected: says('') }, cells }]).split('\n')).toEqual([
      '          adapter  ai-sdk  bridge',
      'openai/x  =        ~       ≠',
      '',
      '~ openai/x, ai-sdk: finish other≠stop (it is so)',
      '≠ openai/x, bridge: failed: server',
      '1 answers; 1 differences that are not accepted',
    ])
  })
})
