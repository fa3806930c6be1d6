import { describe, expect, it } from 'vitest'
import { RunFilter } from './run-filter.ts'

const keyOf = (...given: ConstructorParameters<typeof RunFilter>): string | undefined =>
  new RunFilter(...given).shared(false)?.key

describe('RunFilter', () => {
  it('has the same key for a name and for a list of that name', () => {
    expect(keyOf({ only: 'b' })).toBe(keyOf({ only: ['b'] }))
    expect(keyOf({ exclude: 'b' })).toBe(keyOf({ exclude: ['b'] }))
    expect(keyOf({ only: 'b' })).not.toBe(keyOf({ exclude: 'b' }))
  })
})
