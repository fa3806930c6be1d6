import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fitToolId } from './fit-tool-id.ts'

const nine = { pattern: /^[A-Za-z0-9]{9}$/, length: 9 }

describe('the id of a tool call', () => {
  it('stays as it is where it fits', () => {
    expect(fitToolId('aB3dE6gH9', nine)).toBe('aB3dE6gH9')
    expect(fitToolId('call_1', { pattern: /^[\w-]+$/, length: 9 })).toBe('call_1')
  })

  it('is always replaced by the same one, in every process', () => {
    expect(fitToolId('toolu_01T1x1fJ34qAmk2tNTrN7Up6', nine)).toBe('mRX2QXSVv')
    expect(fitToolId('', nine)).toHaveLength(9)
  })

  it('fits whatever it was', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 10 }), (id, length) => {
        expect(fitToolId(id, { pattern: /^never$/, length })).toMatch(new RegExp(`^[A-Za-z0-9]{${length}}$`))
      }),
    )
  })

  it('differs where the ids differ, also by one character', () => {
    const ids = Array.from({ length: 20_000 }, (_, index) => `call_${index}`)
    expect(new Set(ids.map((id) => fitToolId(id, nine))).size).toBe(ids.length)
  })
})
